import type { BoundSlot } from '../composition/definePlugin.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { DataColumn, DataSource } from '../slots/data.js';
import { componentOf, type Require, same } from './examination.js';
import { checkImagined, imagineDue, isImagined } from './imaginedRows.js';
import {
  ANNOTATIONS,
  annotationsOf,
  COLUMNS,
  type Columns,
  endsAt,
  numbersOf,
  PREDICTED,
  rewardOf,
  writeStep,
} from './numberedRows.js';

const rowOf = (column: Float32Array, row: number, size: number) => [...column.subarray(row * size, (row + 1) * size)];

/** A data source under examination, with what was stored in it so far. */
export class StagedData {
  readonly data: DataSource;
  /** Columns of transitions, and of batches. */
  readonly declared: readonly DataColumn[];
  readonly columns: readonly DataColumn[];
  /** N, environments. */
  readonly count: number;
  readonly require: Require;
  /** Imagined rows that batches had. */
  imagined = 0;
  #stored = 0;
  readonly #transitions: Columns;

  constructor(bound: BoundSlot<'data'>, count: number, require: Require) {
    this.data = componentOf(bound);
    this.count = count;
    this.require = require;
    this.declared = bound.provides.includes('imagined') ? PREDICTED : COLUMNS;
    const opened = this.data.open(this.declared);
    this.data.rollouts?.open(count, ANNOTATIONS);
    this.columns = this.data.rollouts ? [...opened, ...ANNOTATIONS] : opened;
    this.#transitions = Object.fromEntries(COLUMNS.map(({ name, size }) => [name, new Float32Array(count * size)]));
  }

  /** Steps of each environment. */
  get stored(): number {
    return this.#stored;
  }

  /** Goes on after the steps that another one stored. */
  follow({ stored }: StagedData): void {
    this.#stored = stored;
  }

  get progress() {
    return { envSteps: this.#stored * this.count, updates: 0, rollouts: 0, fraction: 0 };
  }

  /** Stores a step. @returns whether there is something to learn from */
  append(): boolean {
    writeStep(this.#transitions, this.#stored++, this.count);
    this.data.append({ count: this.count, columns: this.#transitions });
    // Arrays are reused: whoever kept one finds this.
    for (const column of Object.values(this.#transitions)) column.fill(-1e6);
    this.annotate();
    if (this.data.ready(this.progress)) imagineDue(this.data, this.progress, this.require);
    return this.data.ready(this.progress) && (this.data.batchesLeft?.() ?? 1) > 0;
  }

  annotate(): void {
    const { rollouts } = this.data;
    for (let whole = rollouts?.complete(); rollouts && whole; whole = rollouts.complete()) {
      this.checkRows(whole, whole.reward.length, 'a roll-out that is whole');
      this.#checkTime(whole, rollouts.stretches ?? this.count, 'a roll-out');
      const { observation } = whole;
      rollouts.annotate(annotationsOf(observation.filter((_, i) => i % 2 === 0)));
    }
  }

  /** Row t·N + n is step t of stretch n. */
  #checkTime(whole: Columns, stretches: number, what: string): void {
    const rows = whole.reward.length;
    for (let row = stretches; row < rows; row++) {
      if (whole.weight?.[row] === 0) continue;
      const [id, before] = [whole.observation[2 * row], whole.observation[2 * (row - stretches)]];
      this.require(
        id === before + this.count,
        `rows of ${what} stand in order of time, stretches side by side`,
        `row ${id} after row ${before} with ${this.count} environments`,
        'Row t·N + n is step t of stretch n.',
      );
    }
  }

  fill(seed: number): Columns {
    return this.fillFrom(new Streams(seed).stream(streamNames.stage('batch')));
  }

  fillFrom(stream: Parameters<DataSource['fill']>[2]): Columns {
    const { data } = this;
    const rows = data.batchSize * ((data.sequenceLength ?? 1) + (data.burnIn ?? 0));
    const batch = Object.fromEntries(
      this.columns.map(({ name, size }) => [name, new Float32Array(rows * size).fill(Number.NaN)]),
    );
    data.fill(batch, data.batchSize, stream);
    if (data.sequenceLength !== undefined) this.#checkTime(batch, data.batchSize, 'a sequence');
    return batch;
  }

  /** All numbers of a row belong to one step that was stored, or imagined from one. */
  checkRows(batch: Columns, rows: number, what: string): void {
    for (let row = 0; row < rows; row++) {
      if (batch.weight?.[row] === 0) continue;
      if (this.data.imagination && isImagined(batch, row)) {
        checkImagined(batch, row, this.stored * this.count, this.require);
        this.imagined++;
      } else this.#checkStored(batch, row, what);
    }
  }

  #checkStored(batch: Columns, row: number, what: string): void {
    const id = batch.observation[2 * row];
    this.require(
      Number.isInteger(id) && id >= 0 && id < this.stored * this.count,
      `${what} has rows that were stored`,
      `observation ${rowOf(batch.observation, row, 2)}`,
      'Hand out copies of what was appended.',
    );
    const expected = numbersOf(id, this.count, batch.windowLength?.[row]);
    for (const { name, size } of this.columns) {
      if (!(name in expected) || !(name in batch)) continue;
      const found = rowOf(batch[name], row, size);
      this.require(
        same(found, expected[name].map(Math.fround)),
        `${what} has the "${name}" of the step whose observation it has`,
        `${found} instead of ${expected[name]}`,
        name === 'nextObservation'
          ? 'It is what the step led to, of an ended episode its final observation.'
          : 'Write all columns of a row from one step.',
      );
    }
    if (batch.windowReward) this.#checkWindow(batch, row, id);
  }

  /** Rewards of a window are those of its steps, which belong to one episode. */
  #checkWindow(batch: Columns, row: number, id: number): void {
    const longest = this.data.windowLength!;
    const length = batch.windowLength[row];
    this.require(
      Number.isInteger(length) && length >= 1 && length <= longest,
      'a window has from one step to the longest',
      length,
      'Count its steps.',
    );
    const rewards = rowOf(batch.windowReward, row, longest);
    const expected = rewards.map((_, k) => (k < length ? Math.fround(rewardOf(id + k * this.count)) : 0));
    this.require(
      same(rewards, expected),
      'a window has the rewards of its steps, then zeros',
      `${rewards} instead of ${expected}`,
      'Steps of one environment follow each other at a distance of N rows.',
    );
    const [t, n] = [Math.floor(id / this.count), id % this.count];
    for (let k = 0; k + 1 < length; k++)
      this.require(
        !endsAt(t + k, n),
        'a window ends where an episode does',
        `${length} steps from step ${t} of environment ${n}`,
        'Stop at `terminated` and `truncated`.',
      );
  }
}
