import { type Bindings, differentiate, type Engine, type Executable } from '@vem/compiler';
import type { OracleDemand } from '../slots/optimiser.js';
import type { Progress } from '../slots/progress.js';
import type { ProgramEnvironment } from './context.js';
import { HelperParts, type Helping } from './helpers.js';
import type { LearnProgram } from './learnProgram.js';
import { Meters, type UpdateStep } from './meters.js';
import { after, names } from './names.js';
import type { GroupOracle } from './oracles/groupOracle.js';
import { openOracles } from './oracles/openOracles.js';
import { type StreamOf, storageOf, VaryingInputs } from './ports.js';
import * as errors from './programErrors.js';
import { type Raised, RaisedSignals } from './signals.js';

/** Who takes part in an optimiser step besides its program. */
export interface Partners {
  /** Threads that share the rows. */
  readonly helping?: Helping | undefined;
  /** What the optimiser asks about losses. */
  readonly demand?: OracleDemand | undefined;
  /** Works out on the host what the program takes as given, at the present parameters. */
  readonly prepare?: (() => void) | undefined;
}

/** One optimiser step, ready to run: gradients by the engine, then clip, step and project by the optimiser. */
export class LearnStep implements UpdateStep {
  readonly executable: Executable;
  readonly #inputs: VaryingInputs;
  readonly #groups: readonly string[];
  readonly #environment: ProgramEnvironment;
  readonly #metered: readonly { readonly name: string; readonly data: Float32Array }[];
  readonly #name: string;
  readonly meters = new Meters();
  readonly #signals: RaisedSignals;
  readonly #helpers: HelperParts | undefined;
  readonly #prepare: (() => void) | undefined;
  readonly #oracles: ReadonlyMap<string, GroupOracle>;
  readonly #report = (metric: string, value: number) => this.meters.add(`optimiser/${metric}`, value);

  /** @throws VEM_CONSTRAINT_IGNORED, VEM_ORACLE_UNANSWERED and what loading throws */
  constructor(
    engine: Engine,
    program: LearnProgram,
    environment: ProgramEnvironment,
    bindings: Bindings,
    streamOf: StreamOf,
    { helping, demand, prepare }: Partners = {},
  ) {
    const { parameters } = environment;
    this.#name = program.name;
    const gradients = parameters.trainedGroups.flatMap((group) =>
      parameters.gradientViews(group.name).map((view) => [names.gradient(view.name), view.data]),
    );
    this.executable = engine.load(differentiate(program), { ...bindings, ...Object.fromEntries(gradients) });
    this.#environment = environment;
    this.#prepare = prepare;
    this.#inputs = new VaryingInputs(storageOf(this.executable.inputs), environment.slots, streamOf);
    this.#signals = new RaisedSignals(this.executable.outputs);
    const outputs = Object.entries(this.executable.outputs);
    this.#groups = outputs.flatMap(([name]) => after('loss/', name) ?? []);
    this.#metered = outputs.flatMap(([output, port]) => {
      const metric = after('metric/', output);
      const loss = after('loss/', output);
      const name = metric ?? (loss && `${loss}/loss`);
      return name ? [{ name, data: port.data as Float32Array }] : [];
    });
    this.#helpers = helping && new HelperParts(helping, program, this.executable, environment, streamOf);
    const step = this.executable;
    this.#oracles = openOracles({ engine, program, environment, bindings, step, streamOf, prepare }, demand);
  }

  /** @throws VEM_NOT_FINITE before a parameter of this step is changed */
  run(progress: Progress): Raised {
    this.#prepare?.();
    this.#inputs.fill(progress);
    this.#helpers?.start(progress);
    try {
      this.executable.run();
    } catch (error) {
      this.#helpers?.settle();
      throw error;
    }
    this.#helpers?.finish();
    for (const { name, data } of this.#metered) if (!Number.isFinite(data[0])) throw this.#notFinite(name, progress);
    const raised = this.#signals.read();
    if (!raised.veto) {
      for (const oracle of this.#oracles.values()) oracle.begin(progress);
      this.#environment.parameters.step(this.#groups, progress, { oracles: this.#oracles, report: this.#report });
    }
    for (const { name, data } of this.#metered) this.meters.add(name, data[0]);
    return raised;
  }

  /** Looks for the tensor that a number which is not finite comes from. */
  #notFinite(name: string, { updates }: Progress): Error {
    const { parameters } = this.#environment;
    const parameter = parameters.firstNotFinite();
    const gradient = this.#groups
      .flatMap((group) => parameters.gradientViews(group))
      .find(({ data }) => data.some((value) => !Number.isFinite(value)))?.name;
    const tensor = parameter ? `parameter "${parameter}"` : gradient && `the gradient of "${gradient}"`;
    return errors.notFinite(name.split('/')[0], name, { step: this.#name, updates }, tensor);
  }

  /** Means since the last call. */
  takeMetrics(): Record<string, number> {
    return this.meters.take();
  }
}
