import type * as tf from '@tensorflow/tfjs-core';
import { type RequestInput, type TensorSpec, withOwner } from '@vem/compiler';
import { type ActionSpace, actionWidth } from '../environment/spaces.js';
import type { ParameterStore } from '../parameters/store.js';
import { parameterName } from '../parameters/views.js';
import type { Batch } from '../slots/batch.js';
import type { BehaviourProgram } from '../slots/behaviour.js';
import type { Belief } from '../slots/density.js';
import type { ImaginationProgram } from '../slots/imagination.js';
import type { MemoryProgram } from '../slots/memory.js';
import type { Copy, Phase, Rows } from '../slots/outcome.js';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { NormaliserProgram, SlotPrograms } from '../slots/programs.js';
import type { Progress } from '../slots/progress.js';
import type { Slots } from '../slots/slots.js';
import type { Noise, StepContext } from '../slots/step.js';
import type { BatchLayout } from './batchLayout.js';
import { carriedSize } from './carried.js';
import { type Extents, lookingAt } from './crossings.js';
import { type NoiseKind, names } from './names.js';
import { owned } from './owned.js';
import * as errors from './programErrors.js';
import { readBatch } from './readBatch.js';
import { SeenObservations } from './seenObservations.js';

/** The slots whose plugins take part in programs, present ones only. */
export type ProgramSlots = {
  readonly [S in keyof Slots as Slots[S] extends ProgramSlot<infer _> ? S : never]?: Slots[S] | undefined;
} & {
  /** What a data source imagines with. */
  readonly data?: ProgramSlot<ImaginationProgram> | undefined;
};
export type ProgramSlotName = keyof ProgramSlots;
type Programs = SlotPrograms & {
  readonly behaviour: BehaviourProgram;
  readonly normaliser: NormaliserProgram;
  readonly data: ImaginationProgram;
  readonly memory: MemoryProgram;
};

/** Everything a program needs besides its recorded inputs. */
export interface ProgramEnvironment {
  readonly slots: ProgramSlots;
  readonly parameters: ParameterStore;
  readonly action: ActionSpace;
  /** How far the run is; read for the *names* of scalars, the numbers are fed before each run. */
  readonly progress: () => Progress;
  /** O, numbers in the environment's observation. */
  readonly observation: number;
  /** Undefined while acting. */
  readonly batch: BatchLayout | undefined;
}

/** What earlier steps of an update published. */
export interface Incoming {
  /** By the names of their outputs. */
  readonly results: ReadonlyMap<string, TensorSpec>;
  readonly rows: ReadonlyMap<Phase, Rows>;
}

const NOTHING: Incoming = { results: new Map(), rows: new Map() };

const FLOAT = 'float32' as const;
const spec = (shape: readonly number[]): TensorSpec => ({ shape, dtype: FLOAT });

/** Opens the slots' programs for one recording; every slot is opened at most once and sees the others. */
export class ProgramScope {
  readonly environment: ProgramEnvironment;
  readonly request: RequestInput;
  readonly seen: SeenObservations;
  /** What earlier phases published, by phase and name. */
  readonly results = new Map<string, tf.Tensor>();
  /** How they depend on the rows, by phase. */
  readonly rows = new Map<Phase, Rows>();
  #belief: Belief | undefined;
  readonly #programs = new Map<string, object>();
  readonly #look: ReturnType<typeof lookingAt>;
  #batch: Batch | undefined;
  /** Whether anybody has asked since this was last set to false how much each row counts. */
  weighed = false;

  constructor(environment: ProgramEnvironment, request: RequestInput, { results, rows }: Incoming = NOTHING) {
    this.environment = environment;
    this.request = request;
    this.#look = lookingAt(extentsOf(environment));
    const { normaliser, memory } = environment.slots;
    this.seen = new SeenObservations({
      observation: environment.observation,
      remembered: memory?.size ?? 0,
      normaliser: normaliser && (() => this.open('normaliser')),
      memory: memory && (() => this.open('memory')),
      request,
    });
    for (const [name, incomingSpec] of results) this.results.set(name, request(name, incomingSpec));
    for (const [phase, coupling] of rows) this.rows.set(phase, coupling);
  }

  open<S extends ProgramSlotName & keyof Programs>(slot: S): Programs[S] {
    let program = this.#programs.get(slot);
    if (program === undefined) {
      const component = this.environment.slots[slot] as ProgramSlot<object> | undefined;
      if (component === undefined) throw errors.emptySlotUsed(slot);
      const opened = withOwner(slot, () => component.program(new SlotContext(this, slot)));
      program = owned(slot, this.#look(slot, opened));
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
    this.#batch ??= readBatch(layout, {
      action: this.environment.action,
      input: (column, shape) => this.request(names.batch(column), spec(shape)),
      observation: (raw_BO) => this.seen.recalled(raw_BO, layout),
      next: (raw_BO) => this.seen.following(raw_BO, () => this.#batch!.observation_BO, layout),
      reward: (raw_B) => (this.#normalises ? this.open('normaliser').reward(raw_B) : raw_B),
      weighed: () => {
        this.weighed = true;
      },
    });
    return this.#batch;
  }

  get #normalises(): boolean {
    return this.environment.slots.normaliser !== undefined;
  }
}

/** The sizes that values crossing between slots are held to. */
const extentsOf = ({ slots, observation, action, batch }: ProgramEnvironment): Extents => ({
  observation,
  carriedSize: carriedSize(slots),
  memory: slots.memory?.size ?? 0,
  action: actionWidth(action),
  rows: batch?.rows,
  windowLength: batch?.windowLength ?? 1,
  time: batch?.time,
  carried: slots.behaviour?.memory ?? [],
  recorded: slots.behaviour?.columns ?? [],
});

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
  get returns() {
    return this.#scope.open('returns');
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

  rowsOf(phase: Phase) {
    return this.#scope.rows.get(phase) ?? 'mean';
  }
}
