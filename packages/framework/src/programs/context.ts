import * as tf from '@tensorflow/tfjs-core';
import { type RequestInput, type TensorSpec, withOwner } from '@vem/compiler';
import type { ActionSpace } from '../environment/spaces.js';
import { type ParameterStore, parameterName } from '../parameters/store.js';
import type { BehaviourProgram } from '../slots/behaviour.js';
import type { Belief } from '../slots/density.js';
import type { ProgramSlot, Progress, SlotPrograms, Slots } from '../slots/slots.js';
import type { Batch, Copy, Noise, Phase, StepContext } from '../slots/step.js';
import { type NoiseKind, names } from './names.js';
import { owned } from './owned.js';
import * as errors from './programErrors.js';

/** The slots whose plugins take part in programs, present ones only. */
export type ProgramSlots = {
  readonly [S in keyof Slots as Slots[S] extends ProgramSlot<infer _> ? S : never]?: Slots[S] | undefined;
};
export type ProgramSlotName = keyof ProgramSlots;
type Programs = SlotPrograms & { readonly behaviour: BehaviourProgram };

/** Everything a program needs besides its recorded inputs. */
export interface ProgramEnvironment {
  readonly slots: ProgramSlots;
  readonly parameters: ParameterStore;
  readonly action: ActionSpace;
  /** How far the run is; read for the *names* of scalars, the numbers are fed before each run. */
  readonly progress: () => Progress;
  /** Column sizes of a batch and its rows; undefined while acting. */
  readonly batch: { readonly rows: number; readonly columns: Readonly<Record<string, number>> } | undefined;
}

const FLOAT = 'float32' as const;
const spec = (shape: readonly number[]): TensorSpec => ({ shape, dtype: FLOAT });

/** Columns with one number per row arrive as [B], others as [B, size]. */
const batchShape = (rows: number, size: number) => (size === 1 ? [rows] : [rows, size]);

/** Opens the slots' programs for one recording; every slot is opened at most once and sees the others. */
export class ProgramScope {
  readonly environment: ProgramEnvironment;
  readonly request: RequestInput;
  /** What earlier phases published, by phase and name. */
  readonly results = new Map<string, tf.Tensor>();
  #belief: Belief | undefined;
  readonly #programs = new Map<string, object>();
  #batch: Batch | undefined;

  /** @param incoming - specifications of results of earlier steps of the same update. */
  constructor(environment: ProgramEnvironment, request: RequestInput, incoming: ReadonlyMap<string, TensorSpec>) {
    this.environment = environment;
    this.request = request;
    for (const [name, incomingSpec] of incoming) this.results.set(name, request(name, incomingSpec));
  }

  open<S extends ProgramSlotName & keyof Programs>(slot: S): Programs[S] {
    let program = this.#programs.get(slot);
    if (program === undefined) {
      const component = this.environment.slots[slot] as ProgramSlot<object> | undefined;
      if (component === undefined) throw errors.emptySlotUsed(slot);
      program = owned(
        slot,
        withOwner(slot, () => component.program(new SlotContext(this, slot))),
      );
      this.#programs.set(slot, program);
    }
    return program as Programs[S];
  }

  /** The belief at the batch's states; set by an E-step of this optimiser step, else inferred once. */
  get belief(): Belief {
    this.#belief ??= this.open('posterior').infer(this.batch('posterior').observation_BO, 'train');
    return this.#belief;
  }

  set belief(belief: Belief) {
    this.#belief = belief;
  }

  batch(slot: string): Batch {
    const layout = this.environment.batch;
    if (layout === undefined) throw errors.noBatchWhileActing(slot);
    this.#batch ??= this.#readBatch(layout.rows, layout.columns);
    return this.#batch;
  }

  #readBatch(rows: number, sizes: Readonly<Record<string, number>>): Batch {
    const read = (column: string, size = sizes[column]) =>
      this.request(names.batch(column), spec(batchShape(rows, size)));
    const matrix = (column: string) => (sizes[column] === 1 ? tf.expandDims(read(column), 1) : read(column));
    const { action } = this.environment;
    const standard = new Set(['observation', 'action', 'reward', 'nextObservation', 'terminated', 'truncated']);
    const extra = Object.keys(sizes).filter((column) => !standard.has(column));
    const context = this;
    // Read on demand: a column that no slot asks for never becomes an input.
    return {
      get observation_BO() {
        return matrix('observation');
      },
      get action_BA() {
        if (action.kind === 'box') return matrix('action');
        const index_B = tf.cast(read('action'), 'int32') as tf.Tensor1D;
        return tf.cast(tf.oneHot(index_B, action.count), FLOAT);
      },
      get reward_B() {
        return read('reward');
      },
      get nextObservation_BO() {
        return matrix('nextObservation');
      },
      get terminated_B() {
        return read('terminated');
      },
      get truncated_B() {
        return read('truncated');
      },
      get columns() {
        return Object.fromEntries(
          extra.map((column) => [column, context.request(names.batch(column), spec([rows, sizes[column]]))]),
        );
      },
    };
  }
}

/** What one slot sees: its own noise and scalars, the other slots' programs, the batch and earlier results. */
class SlotContext implements StepContext {
  readonly #scope: ProgramScope;
  readonly #slot: ProgramSlotName;
  readonly noise: Noise;

  constructor(scope: ProgramScope, slot: ProgramSlotName) {
    this.#scope = scope;
    this.#slot = slot;
    let drawn = 0;
    const draw = (kind: NoiseKind) => (shape: readonly number[]) =>
      scope.request(names.noise(slot, kind, drawn++), spec(shape));
    this.noise = { normal: draw('normal'), uniform: draw('uniform') };
  }

  get batch() {
    return this.#scope.batch(this.#slot);
  }
  get prior() {
    return this.#scope.open('prior');
  }
  get posterior() {
    return this.#scope.open('posterior');
  }
  get likelihood() {
    return this.#scope.open('likelihood');
  }
  get valueEstimator() {
    return this.#scope.open('valueEstimator');
  }
  get bootstrap() {
    return this.#scope.open('bootstrap');
  }
  get gradientEstimator() {
    return this.#scope.open('gradientEstimator');
  }
  get temperature() {
    return this.#scope.open('temperature');
  }
  get mStep() {
    return this.#scope.open('mStep');
  }
  get trustRegion() {
    return this.#scope.open('trustRegion');
  }
  get model() {
    return this.#scope.open('model');
  }

  has(slot: keyof SlotPrograms) {
    return this.#scope.environment.slots[slot] !== undefined;
  }

  parameters(group: string, copy: Copy = 'online') {
    const views = this.#scope.environment.parameters.views(group, copy);
    const prefix = parameterName(group, copy, '').length;
    return Object.fromEntries(
      views.map((view) => [view.name.slice(prefix), this.#scope.request(view.name, spec(view.shape))]),
    );
  }

  scalar(name: string) {
    const { progress, slots } = this.#scope.environment;
    if (name === 'progress') return this.#scope.request(names.scalar('run', name), spec([]));
    const own = slots[this.#slot]?.scalars?.(progress()) ?? {};
    if (!(name in own)) throw errors.unknownScalar(this.#slot, name, [...Object.keys(own), 'progress']);
    return this.#scope.request(names.scalar(this.#slot, name), spec([]));
  }

  belief() {
    return this.#scope.belief;
  }

  result(phase: Phase, name: string) {
    return this.#scope.results.get(names.result(phase, name));
  }
}
