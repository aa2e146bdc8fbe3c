import type {
  Annotation,
  ComponentState,
  DataColumn,
  RolloutStore,
  Stateful,
  Stream,
  Transitions,
} from '@vem/framework';
import { type CollectedRows, gather } from './collectedRows.js';
import { Epochs } from './epochs.js';
import { memoryAtHand } from './memoryAtHand.js';
import * as errors from './rolloutErrors.js';
import { bytesOf, RolloutRows } from './rolloutRows.js';
import { standardise } from './standardise.js';
import { storedColumn, storedCount } from './storedState.js';

export interface RolloutOptions {
  /** T */
  readonly length: number;
  readonly epochs: number;
  /** Rows per minibatch; `all`: the whole roll-out, in order of time. */
  readonly batchSize: number | 'all';
}

/** Where the steps of N environments are kept until a roll-out is whole. */
export interface Collecting {
  /** Side by side, for so many environments. */
  stretches(environments: number): number;
  /** @param columns - that are recorded */
  rows(length: number, environments: number, columns: readonly DataColumn[]): CollectedRows;
}

/** T steps of each environment. */
const STEPS: Collecting = { stretches: (environments) => environments, rows: (...of) => new RolloutRows(...of) };

/** What is known once the number of environments is. */
interface Opened {
  readonly environments: number;
  readonly rows: CollectedRows;
  readonly annotations: readonly Annotation[];
  /** [T·N, size] each. */
  readonly added: Readonly<Record<string, Float32Array>>;
  /** Recorded and added columns. */
  readonly all: Readonly<Record<string, Float32Array>>;
  readonly epochs: Epochs;
}

/** How far the present roll-out is. */
const STAGES = ['growing', 'annotated', 'discarded'] as const;
type Stage = (typeof STAGES)[number];

/** The present roll-out: filled step by step, annotated once it is whole, handed out epoch by epoch, then replaced. */
export class RolloutMemory implements RolloutStore, Stateful {
  readonly length: number;
  readonly #options: RolloutOptions;
  readonly #available: number;
  readonly #collecting: Collecting;
  #columns: readonly DataColumn[] = [];
  #opened: Opened | undefined;
  #stage: Stage = 'growing';
  #collected = 0;
  /** What the roll-out is once it is annotated. */
  #next: Stage = 'annotated';

  /** @param available - bytes of memory that there are */
  constructor(options: RolloutOptions, available = memoryAtHand(), collecting: Collecting = STEPS) {
    this.length = options.length;
    this.#options = options;
    this.#available = available;
    this.#collecting = collecting;
  }

  get stretches(): number {
    return this.#open.rows.stretches;
  }

  get collected(): number {
    return this.#collected;
  }

  get envSteps(): number {
    return this.#open.rows.envSteps;
  }

  /** The columns that the environments and the behaviour leave; `open` comes next. */
  declare(columns: readonly DataColumn[]): void {
    this.#columns = columns;
  }

  /** @throws VEM_ROLLOUT_MEMORY, VEM_ROLLOUT_MINIBATCH, VEM_ROLLOUT_COLUMNS */
  open(environments: number, annotations: readonly Annotation[]): void {
    const { length, epochs, batchSize } = this.#options;
    const rows = length * this.#collecting.stretches(environments);
    const bytes = bytesOf(rows, [...this.#columns, ...annotations, { name: 'order', size: 1 }]);
    if (bytes > this.#available) throw errors.memoryTooSmall(length, environments, bytes, this.#available);
    const taken = this.#columns.find(({ name }) => annotations.some((added) => added.name === name));
    if (taken) throw errors.columnsInvalid('the returns must not add a column that is recorded', taken.name);
    const recorded = this.#collecting.rows(length, environments, this.#columns);
    const order = new Epochs(rows, epochs, batchSize === 'all' ? rows : batchSize);
    const added = Object.fromEntries(annotations.map(({ name, size }) => [name, new Float32Array(rows * size)]));
    this.#opened = {
      environments,
      annotations,
      rows: recorded,
      added,
      epochs: order,
      all: { ...recorded.values, ...added },
    };
  }

  get #open(): Opened {
    if (!this.#opened) throw errors.notReady('a roll-out', 'the number of environments, by `rollouts.open`');
    return this.#opened;
  }

  get batchSize(): number {
    const { batchSize, length } = this.#options;
    return batchSize === 'all' ? length * this.stretches : batchSize;
  }

  /** After the last step of a roll-out the next one begins, whatever is left of the first. */
  append(transitions: Transitions): void {
    const { rows, epochs } = this.#open;
    if (rows.whole) {
      if (this.#stage === 'growing') throw errors.notReady('another step', 'the roll-out before to be annotated');
      rows.clear();
      epochs.begin();
      this.#stage = 'growing';
    }
    rows.append(transitions);
    if (rows.whole) this.#collected += 1;
    if (rows.whole && this.#open.annotations.length === 0) this.#stage = 'annotated';
  }

  complete(): Readonly<Record<string, Float32Array>> | undefined {
    const { rows } = this.#open;
    return rows.whole && this.#stage === 'growing' ? rows.values : undefined;
  }

  annotate(given: Readonly<Record<string, Float32Array>>): void {
    if (!this.complete()) throw errors.notReady('annotation', 'a whole roll-out that has none yet');
    const { annotations, added } = this.#open;
    for (const { name } of annotations) {
      const expected = added[name].length;
      if (given[name]?.length !== expected)
        throw errors.columnsInvalid(`column "${name}" must have ${expected} numbers`, given[name]?.length);
      added[name].set(given[name]);
    }
    for (const { name, standardised } of annotations)
      if (standardised) standardise([{ values: added[name], weight: this.#open.rows.values.weight }]);
    this.#stage = this.#next;
    this.#next = 'annotated';
  }

  lookBack(): void {
    if (this.#stage === 'growing') return;
    this.#next = this.#stage;
    this.#stage = 'growing';
  }

  rows(): Readonly<Record<string, Float32Array>> {
    if (this.#stage === 'growing') throw errors.notReady('a look at the rows', 'a whole roll-out, annotated');
    return this.#open.all;
  }

  get epochEnded(): boolean {
    return this.#open.epochs.ended;
  }

  get batchesLeft(): number {
    return this.#stage === 'annotated' ? this.#open.epochs.batchesLeft : 0;
  }

  discard(): void {
    if (this.#stage === 'annotated') this.#stage = 'discarded';
  }

  /** @throws VEM_ROLLOUT_NOT_READY, VEM_ROLLOUT_MINIBATCH */
  fill(batch: Readonly<Record<string, Float32Array>>, count: number, stream: Stream): void {
    const values = this.rows();
    const picked = this.#open.epochs.next(count, stream);
    for (const [name, target] of Object.entries(batch)) if (values[name]) gather(target, values[name], picked);
  }

  state(): ComponentState {
    const { environments, rows, epochs, added } = this.#open;
    const stage = STAGES.indexOf(this.#stage);
    const annotations = stage === 0 ? [] : Object.entries(added).map(([name, all]) => [`added/${name}`, all.slice()]);
    return {
      environments,
      stage,
      collected: this.#collected,
      ...rows.state(),
      ...Object.fromEntries(annotations),
      ...epochs.state(),
    };
  }

  /** @throws VEM_ROLLOUT_MISMATCH */
  restore(state: ComponentState): void {
    const { environments, rows, epochs, added } = this.#open;
    if (state.environments !== environments)
      throw errors.stateMismatch('environments', environments, state.environments);
    const stage = STAGES[storedCount(state, 'stage', STAGES.length - 1)];
    this.#collected = storedCount(state, 'collected', Number.MAX_SAFE_INTEGER);
    rows.restore(state);
    epochs.restore(state);
    if (stage !== 'growing')
      for (const [name, all] of Object.entries(added)) all.set(storedColumn(state, `added/${name}`, all.length));
    this.#stage = stage;
  }
}
