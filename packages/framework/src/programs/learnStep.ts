import { type Bindings, differentiate, type Engine, type Executable, type LossProgram } from '@vem/compiler';
import type { Progress } from '../slots/progress.js';
import type { ProgramEnvironment } from './context.js';
import { HelperParts, type Helping } from './helpers.js';
import { Meters, type UpdateStep } from './meters.js';
import { after, names } from './names.js';
import { type StreamOf, storageOf, VaryingInputs } from './ports.js';
import * as errors from './programErrors.js';
import { type Raised, RaisedSignals } from './signals.js';

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

  constructor(
    engine: Engine,
    program: LossProgram,
    environment: ProgramEnvironment,
    bindings: Bindings,
    streamOf: StreamOf,
    helping?: Helping,
  ) {
    const { parameters } = environment;
    this.#name = program.name;
    const gradients = parameters.trainedGroups.flatMap((group) =>
      parameters.gradientViews(group.name).map((view) => [names.gradient(view.name), view.data]),
    );
    this.executable = engine.load(differentiate(program), { ...bindings, ...Object.fromEntries(gradients) });
    this.#environment = environment;
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
  }

  /** @throws VEM_NOT_FINITE before a parameter of this step is changed */
  run(progress: Progress): Raised {
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
    if (!raised.veto) this.#environment.parameters.step(this.#groups, progress);
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
