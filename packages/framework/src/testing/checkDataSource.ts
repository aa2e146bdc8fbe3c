import type { BoundSlot } from '../composition/definePlugin.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import { checkDataState, checkStreams } from './checkDataState.js';
import { checkDemonstrations } from './checkDemonstrations.js';
import { checkColumns } from './dataColumns.js';
import { requirementsOf } from './examination.js';
import type { Columns } from './numberedRows.js';
import { StagedData } from './stagedData.js';

export interface DataConditions {
  /** N, environments side by side; default 2. */
  readonly environments?: number;
  /** Environment steps of each environment that are stored; default 200. */
  readonly steps?: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * Examines a data source: rows as they were stored, each from one step, with final observations; windows and roll-outs that cross no
 * end; sequences in order of time; imagined rows that begin at stored ones; random choices from the stream alone; each row once per
 * epoch; a state from which another one goes on. Demonstrations are examined as what they are.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkDataSource(bound: BoundSlot<'data'>, conditions: DataConditions = {}): void {
  const { environments = 2, steps = 200, seed = 1 } = conditions;
  if (bound.provides.includes('demonstrations')) {
    checkDemonstrations(bound, seed);
    return;
  }
  const require = requirementsOf(bound);
  const open = () => new StagedData(bound, environments, require);
  const source = open();
  checkOpened(source);
  // Nothing comes out of it.
  if (bound.provides.length === 1 && bound.provides[0] === 'given') return;
  const learned = new Learned(source, open(), bound.provides.includes('onPolicy'), seed);
  while (source.stored < steps) {
    const ready = source.append();
    if (source.stored === Math.floor(steps / 2)) checkDataState(source, learned.restored, seed);
    else if (ready) learned.take();
  }
  learned.checkSeen(steps);
  checkStreams(source, seed);
}

/** Nothing is there yet, and what will be has the columns that were asked for. */
function checkOpened({ require, declared, columns, data, progress }: StagedData): void {
  checkColumns(require, declared, columns);
  require(!data.ready(progress), 'an empty source is not ready', 'ready', 'Wait for rows.');
  require(data.batchSize > 0, 'batches have rows', data.batchSize, 'Give `batchSize`.');
}

/** What was learned from a source, batch by batch. */
class Learned {
  /** Another source of the same plugin, which becomes the first one where that is saved. */
  readonly restored: StagedData;
  readonly #source: StagedData;
  /** Others draw as often as they are asked, with replacement. */
  readonly #onPolicy: boolean;
  readonly #seed: number;
  readonly #seen = new Set<number>();
  /** How often each row of this epoch came. */
  readonly #epoch = new Map<number, number>();
  #batches = 0;
  #saves = 0;

  constructor(source: StagedData, restored: StagedData, onPolicy: boolean, seed: number) {
    this.#source = source;
    this.restored = restored;
    this.#onPolicy = onPolicy;
    this.#seed = seed;
  }

  /** The batches that are due; a source that says how much it has is learned from to its end. */
  take(): void {
    const { data, require } = this.#source;
    const left = data.batchesLeft?.();
    require(left === undefined ||
      (Number.isInteger(left) && left > 0), 'batches that are left are a whole number', left, 'Count them.');
    const stream = new Streams(this.#seed + this.#batches).stream(streamNames.stage('batch'));
    this.#epoch.clear();
    for (let k = 0; k < (left ?? 2); k++) {
      this.#count(this.#source.fillFrom(stream));
      if (this.#onPolicy && left !== undefined && data.rollouts?.epochEnded) this.#checkEpoch();
      // In the middle of an epoch, once: both are learned from to their ends there.
      if (k === 0 && this.#saves++ === 1) {
        checkDataState(this.#source, this.restored, this.#seed + 3);
        return;
      }
    }
    const after = data.batchesLeft?.();
    require(left === undefined ||
      !this.#onPolicy ||
      after === 0, 'each batch that is filled is one less that is left', `${after} after ${left}`, 'Count them down.');
  }

  #count(batch: Columns): void {
    const rows = batch.reward.length;
    this.#source.checkRows(batch, rows, 'a batch');
    for (let row = 0; row < rows; row++) {
      const id = batch.observation[2 * row];
      this.#seen.add(id);
      if (batch.weight?.[row] !== 0) this.#epoch.set(id, (this.#epoch.get(id) ?? 0) + 1);
    }
    this.#batches++;
  }

  #checkEpoch(): void {
    const times = [...this.#epoch.values()];
    this.#source.require(
      new Set(times).size <= 1,
      'an epoch has each row once',
      `${Math.min(...times)} to ${Math.max(...times)} times`,
      'Draw without replacement.',
    );
    this.#epoch.clear();
  }

  /** Over all batches. */
  checkSeen(steps: number): void {
    const { require, count, data, imagined } = this.#source;
    require(this.#batches >
      0, `there is something to learn from after ${steps} steps of ${count} environments`, 'not ready', 'Examine it with options that make it smaller, or with more `steps`.');
    const covered = new Set([...this.#seen].map((id) => Math.floor(id) % count));
    require(covered.size ===
      count, 'all environments are learned from', `rows of ${[...covered]} of ${count}`, 'Choose among all rows.');
    require(this.#seen.size >
      Math.min(this.#batches, 2) *
        data.batchSize *
        0.2, 'batches differ', `${this.#seen.size} rows in ${this.#batches} batches`, 'Choose by the stream.');
    require(!data.imagination ||
      imagined >
        0, 'what is imagined is learned from', 'recorded rows alone', 'Mix rows that `take` was given into batches.');
  }
}
