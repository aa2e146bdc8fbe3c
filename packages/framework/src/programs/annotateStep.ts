import * as tf from '@tensorflow/tfjs-core';
import type { Bindings, Engine, Executable, Program } from '@vem/compiler';
import type { Rollout } from '../slots/batch.js';
import type { DataColumn, RolloutStore } from '../slots/data.js';
import type { Progress } from '../slots/progress.js';
import type { BatchLayout } from './batchLayout.js';
import { type ProgramEnvironment, ProgramScope } from './context.js';
import { checkRows } from './dataLooks.js';
import { names } from './names.js';
import { type StreamOf, storageOf, VaryingInputs } from './ports.js';
import * as errors from './programErrors.js';
import { checkPurity } from './purity.js';

/** The rows of a whole roll-out in, the columns that look along it out. */
function annotateProgram(environment: ProgramEnvironment, columns: readonly DataColumn[]): Program {
  return {
    name: 'annotate',
    inputs: {},
    body: (_given, request) => {
      const scope = new ProgramScope(environment, request);
      const added = scope.open('returns').annotate?.(scope.batch('returns') as Rollout) ?? {};
      const rows = environment.batch!.rows;
      return Object.fromEntries(
        columns.map(({ name, size }) => {
          const tensor = added[name];
          if (!tensor) throw errors.annotationMissing(name, Object.keys(added));
          return [names.annotation(name), tf.reshape(tensor, [rows, size])];
        }),
      );
    },
  };
}

/** Looks along roll-outs that are whole: adds the columns that the returns declare. */
export class AnnotateStep {
  readonly #executable: Executable;
  readonly #inputs: VaryingInputs;
  readonly #store: RolloutStore;
  readonly #columns: readonly DataColumn[];
  readonly #layout: BatchLayout;

  /** @param layout - of T·N rows, before annotation */
  constructor(
    engine: Engine,
    store: RolloutStore,
    columns: readonly DataColumn[],
    layout: BatchLayout,
    programs: ProgramEnvironment,
    bindings: Bindings,
    streamOf: StreamOf,
  ) {
    const environment = { ...programs, batch: layout };
    const program = annotateProgram(environment, columns);
    checkPurity(program, environment);
    this.#executable = engine.load(program, bindings);
    this.#inputs = new VaryingInputs(storageOf(this.#executable.inputs), programs.slots, streamOf);
    this.#store = store;
    this.#columns = columns;
    this.#layout = layout;
  }

  /** Annotates everything that is kept, with the values of now. */
  again(progress: Progress): void {
    this.#store.lookBack();
    this.run(progress);
  }

  /** Annotates every roll-out that waits for it. */
  run(progress: Progress): void {
    const { inputs, outputs } = this.#executable;
    for (let rollout = this.#store.complete(); rollout; rollout = this.#store.complete()) {
      checkRows('rollouts.complete', rollout, this.#layout);
      for (const [column, values] of Object.entries(rollout)) inputs[names.batch(column)]?.data.set(values);
      this.#inputs.fill(progress);
      this.#executable.run();
      this.#store.annotate(
        Object.fromEntries(
          this.#columns.map(({ name }) => [name, outputs[names.annotation(name)].data as Float32Array]),
        ),
      );
    }
  }
}
