import type { Bindings, Engine, Executable, Program } from '@vem/compiler';
import type { Progress } from '../slots/progress.js';
import { type ProgramEnvironment, ProgramScope } from './context.js';
import { names } from './names.js';
import { offHeap } from './offHeap.js';
import { type StreamOf, storageOf, VaryingInputs } from './ports.js';
import * as errors from './programErrors.js';
import { checkPurity } from './purity.js';

/** States in, what a behaviour that simulates wants to know of them out. */
function considerProgram(rows: number, environment: ProgramEnvironment): Program {
  return {
    name: 'consider',
    inputs: {},
    body: (_given, request) => {
      const scope = new ProgramScope(environment, request);
      const raw_RO = request(names.observation, { shape: [rows, environment.observation], dtype: 'float32' });
      const considered = scope.open('behaviour').consider?.(scope.seen.observation(raw_RO));
      if (!considered) throw errors.featureUnsupported('behaviour', 'simulation without `consider`', 'Add it.');
      return considered;
    },
  };
}

/** That program, ready to be asked. */
export class ConsiderStep {
  readonly #executable: Executable;
  readonly #inputs: VaryingInputs;
  readonly #observation: Float32Array;
  readonly #answers: Readonly<Record<string, Float32Array>>;

  /** @param rows - R */
  constructor(engine: Engine, rows: number, programs: ProgramEnvironment, bindings: Bindings, streamOf: StreamOf) {
    const environment: ProgramEnvironment = { ...programs, batch: undefined };
    const program = considerProgram(rows, environment);
    checkPurity(program, environment);
    this.#observation = offHeap(rows * programs.observation);
    this.#executable = engine.load(program, { ...bindings, [names.observation]: this.#observation });
    this.#inputs = new VaryingInputs(storageOf(this.#executable.inputs), programs.slots, streamOf);
    this.#answers = Object.fromEntries(
      Object.entries(this.#executable.outputs).map(([name, { data }]) => [name, data as Float32Array]),
    );
  }

  ask(observation_RO: Float32Array, progress: Progress): Readonly<Record<string, Float32Array>> {
    this.#observation.set(observation_RO);
    this.#inputs.fill(progress);
    this.#executable.run();
    return this.#answers;
  }

  dispose(): void {
    this.#executable.dispose();
  }
}
