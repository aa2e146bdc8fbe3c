import type { Bindings, Engine, Executable, Program } from '@vem/compiler';
import type { Phase, PhaseOutcome } from '../slots/outcome.js';
import type { Progress } from '../slots/progress.js';
import { type ProgramEnvironment, ProgramScope } from './context.js';
import type { Published } from './hostScope.js';
import { after, names } from './names.js';
import { SLOT_OF } from './phases.js';
import { type StreamOf, storageOf, VaryingInputs } from './ports.js';
import * as errors from './programErrors.js';
import { checkPurity } from './purity.js';

/** How well a phase's component does on rows that it was not fitted to. */
function assessProgram(phase: Phase, environment: ProgramEnvironment): Program {
  const slot = SLOT_OF[phase];
  return {
    name: `assess ${phase}`,
    inputs: {},
    body: (_given, request) => {
      const scope = new ProgramScope(environment, request);
      const program = scope.open(slot) as { assess?(): PhaseOutcome };
      const outcome = program.assess?.();
      if (!outcome) throw errors.phaseEmpty(slot, `${phase} with rows held out`);
      return {
        ...Object.fromEntries(Object.entries(outcome.results ?? {}).map(([name, x]) => [names.result(phase, name), x])),
        ...Object.fromEntries(Object.entries(outcome.metrics ?? {}).map(([name, x]) => [names.metric(slot, name), x])),
      };
    },
  };
}

/** Runs that program on one part of the rows after the other and averages what it publishes. */
export class AssessStep {
  readonly #executable: Executable;
  readonly #inputs: VaryingInputs;
  readonly #means = new Map<string, Float32Array>();
  readonly #phase: Phase;
  #parts = 0;

  /** @param bindings - parameters, and the storage of the rows */
  constructor(engine: Engine, phase: Phase, environment: ProgramEnvironment, bindings: Bindings, streamOf: StreamOf) {
    const program = assessProgram(phase, environment);
    checkPurity(program, environment);
    this.#executable = engine.load(program, bindings);
    this.#phase = phase;
    this.#inputs = new VaryingInputs(storageOf(this.#executable.inputs), environment.slots, streamOf);
    for (const [name, { data }] of Object.entries(this.#executable.outputs))
      this.#means.set(name, new Float32Array(data.length));
  }

  /** Forgets what was averaged. */
  begin(): void {
    this.#parts = 0;
    for (const mean of this.#means.values()) mean.fill(Number.NaN);
  }

  /** Adds the rows in memory to the means. @throws VEM_NOT_FINITE */
  run(progress: Progress): void {
    this.#inputs.fill(progress);
    this.#executable.run();
    this.#parts++;
    for (const [name, { data }] of Object.entries(this.#executable.outputs)) {
      const mean = this.#means.get(name)!;
      for (let i = 0; i < mean.length; i++)
        mean[i] = this.#parts === 1 ? data[i] : mean[i] + (data[i] - mean[i]) / this.#parts;
      const metric = after('metric/', name);
      if (metric !== undefined && !Number.isFinite(mean[0]))
        throw errors.notFinite(SLOT_OF[this.#phase], metric, {
          step: `${this.#phase} (rows held out)`,
          updates: progress.updates,
        });
    }
  }

  /** What was published, by the names of outputs: the same arrays all the time. */
  get published(): Published {
    return Object.fromEntries(this.#means);
  }

  /** Scalars for the log, by `slot/metric`. */
  metrics(): readonly (readonly [string, number])[] {
    return [...this.#means].flatMap(([name, mean]) => {
      const metric = after('metric/', name);
      return metric === undefined ? [] : [[metric, mean[0]] as const];
    });
  }
}
