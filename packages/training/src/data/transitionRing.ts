import type { ComponentState, DataColumn, ExperienceLog, LoggedRows, Stream, Transitions } from '@vem/framework';
import * as errors from './dataErrors.js';
import { FinalObservations } from './finalObservations.js';
import { copyInto, equalBetween } from './numbers.js';
import { type RingRows, readRingState, readRows } from './ringState.js';
import { type RowLayout, rowLayout } from './rowLayout.js';
import { NO_REFERENCE, RowMemory } from './rowMemory.js';
import type { TaskRows } from './taskRows.js';
import { Windows } from './windows.js';

/** Largest segment of rows that never change again: a checkpoint writes fewer numbers than this again and again. */
const SEGMENT_BYTES = 2 ** 22;

/** A power of two, so that the segments of rows of different widths are easy to compare. */
const rowsWithin = (bytes: number, width: number) =>
  2 ** Math.max(0, Math.floor(Math.log2(bytes / (width * Float32Array.BYTES_PER_ELEMENT))));

/** Columns of a batch that belong to the end of a window. */
const OF_THE_END: ReadonlySet<string> = new Set(['terminated', 'truncated']);

/**
 * The last `capacity` transitions of N environments that step together. The rows of one step follow each other, so
 * the next observation of a row is the observation N rows later, and is not stored again. It is kept apart only for
 * the newest N rows, which have no successor yet, and where the successor starts from another observation: at the end
 * of an episode. Memory grows by doubling up to the capacity.
 */
export class TransitionRing implements ExperienceLog {
  readonly segmentRows: number;
  readonly #capacity: number;
  readonly #layout: RowLayout;
  readonly #rows: RowMemory;
  /** What the rows' references refer to. */
  readonly #finals: FinalObservations;
  /** [N, O], next observations of the newest N rows. */
  #newest_NO = new Float32Array(0);
  #environments = 0;
  /** Rows ever added. */
  #added = 0;
  #picked = new Int32Array(0);
  /** The last row of the window that starts at a picked one: the same row, unless windows are longer than a step. */
  #last = new Int32Array(0);
  #successors = new Int32Array(0);
  readonly #windows: Windows | undefined;
  readonly #tasks: TaskRows | undefined;

  /**
   * @param window - steps per batch row
   * @param segmentRows - rows per segment of the log; default: some megabytes
   * @param tasks - present: batches have as many rows of each task
   * @throws VEM_REPLAY_COLUMNS
   */
  constructor(capacity: number, columns: readonly DataColumn[], window = 1, segmentRows?: number, tasks?: TaskRows) {
    this.#tasks = tasks;
    this.#capacity = capacity;
    this.#layout = rowLayout(columns);
    this.segmentRows = segmentRows ?? rowsWithin(SEGMENT_BYTES, this.#layout.width);
    this.#windows = window > 1 ? new Windows(window, this.#layout) : undefined;
    this.#rows = new RowMemory(capacity, this.#layout);
    this.#finals = new FinalObservations(this.#layout.observation.size);
  }

  /** Rows at hand. */
  get size(): number {
    return Math.min(this.#added, this.#capacity);
  }

  /** Adds one row per environment. @throws VEM_REPLAY_CAPACITY, VEM_REPLAY_COLUMNS */
  append({ count, columns }: Transitions): void {
    if (this.#environments === 0) this.#begin(count);
    this.#requireColumns(count, columns);
    this.#settleNewest(columns.observation);
    this.#rows.reserve(Math.min(this.#added + count, this.#capacity));
    for (let environment = 0; environment < count; environment++) {
      const row = this.#added % this.#capacity;
      if (this.#added >= this.#capacity) {
        if (this.#rows.reference(row) !== NO_REFERENCE) this.#finals.dropOldest();
        this.#tasks?.forget(this.#rows.data, this.#observationOf(row));
      }
      this.#rows.write(row, columns, environment);
      this.#tasks?.add(row, this.#rows.data, this.#observationOf(row));
      this.#added += 1;
    }
    copyInto(this.#newest_NO, columns.nextObservation);
  }

  /** Where the observation of a row begins in memory. */
  #observationOf(row: number): number {
    return row * this.#layout.width + this.#layout.observation.offset;
  }

  #begin(environments: number): void {
    if (environments > this.#capacity) throw errors.capacityTooSmall(this.#capacity, environments);
    this.#environments = environments;
    this.#newest_NO = new Float32Array(environments * this.#layout.observation.size);
  }

  #requireColumns(count: number, columns: Transitions['columns']): void {
    if (count !== this.#environments)
      throw errors.columnsInvalid(`every step must have ${this.#environments} rows, one per environment`, count);
    for (const { name, size } of this.#layout.columns) {
      if (!(columns[name]?.length >= count * size))
        throw errors.columnsInvalid(`column "${name}" must have ${count * size} numbers`, columns[name]?.length);
    }
    if (!(columns.nextObservation?.length >= this.#newest_NO.length))
      throw errors.columnsInvalid(
        `column "nextObservation" must have ${this.#newest_NO.length} numbers`,
        columns.nextObservation?.length,
      );
  }

  /** The newest rows get successors: keeps their next observation where the successor starts from another one. */
  #settleNewest(observation_NO: Float32Array): void {
    if (this.#added === 0) return;
    const { size } = this.#layout.observation;
    const first = this.#added - this.#environments;
    for (let environment = 0; environment < this.#environments; environment++) {
      const start = environment * size;
      if (equalBetween(this.#newest_NO, observation_NO, start, start + size)) continue;
      this.#rows.setReference((first + environment) % this.#capacity, this.#finals.push(this.#newest_NO, start));
    }
  }

  /**
   * Fills the arrays that the batch has with `count` rows, drawn with replacement, uniformly, or within each task. Of a window of several steps:
   * `windowReward` [count, n], `windowLength` [count]; `nextObservation`, `terminated` and `truncated` are those after its
   * last step.
   *
   * @throws VEM_REPLAY_EMPTY
   */
  fill(batch: Readonly<Record<string, Float32Array>>, count: number, stream: Stream): void {
    this.#pick(count, stream);
    this.#windows?.follow(this.#rows, this.#successor, this.#picked, this.#last, batch);
    this.#gather(batch);
  }

  /**
   * Fills the arrays with stretches of consecutive steps, time first: row t·stretches + b is step t of stretch b. Where they begin is
   * drawn uniformly with replacement; ends of episodes may lie within. Where the recording starts over without a word, the step
   * before counts as truncated: what follows it is not what it led to.
   *
   * @param steps - of each stretch
   * @throws VEM_REPLAY_EMPTY
   */
  fillStretches(batch: Readonly<Record<string, Float32Array>>, stretches: number, steps: number, stream: Stream): void {
    const oldest = this.#added - this.size;
    const starts = this.size - (steps - 1) * this.#environments;
    if (this.#added === 0 || starts <= 0) throw errors.nothingStored();
    this.#reserve(stretches * steps);
    for (let b = 0; b < stretches; b++) {
      const first = oldest + stream.integer(starts);
      for (let t = 0; t < steps; t++)
        this.#picked[t * stretches + b] = (first + t * this.#environments) % this.#capacity;
    }
    this.#last.set(this.#picked);
    this.#gather(batch);
    this.#markRestarts(batch, stretches);
  }

  /** Whether there is a stretch of so many steps. */
  holdsStretch(steps: number): boolean {
    return this.#added > 0 && this.size > (steps - 1) * this.#environments;
  }

  #markRestarts({ terminated, truncated }: Readonly<Record<string, Float32Array>>, stretches: number): void {
    if (!truncated) return;
    const within = this.#picked.length - stretches;
    for (let row = 0; row < within; row++)
      if (this.#rows.reference(this.#picked[row]) !== NO_REFERENCE && terminated?.[row] !== 1) truncated[row] = 1;
  }

  /** N, so that a row so many further is the same environment's next step. */
  get stride(): number {
    return this.#environments;
  }

  /** Writes single steps, not windows. @param rows - numbered from 0, the oldest at hand */
  read(batch: Readonly<Record<string, Float32Array>>, rows: Int32Array): void {
    this.#reserve(rows.length);
    const oldest = this.#added - this.size;
    for (let b = 0; b < rows.length; b++) this.#picked[b] = (oldest + rows[b]) % this.#capacity;
    this.#last.set(this.#picked);
    this.#gather(batch);
  }

  /** Copies the columns of the picked rows. */
  #gather(batch: Readonly<Record<string, Float32Array>>): void {
    this.#locateNext();
    this.#rows.touch(this.#picked, this.#successors);
    for (const column of this.#layout.columns) {
      const target = batch[column.name];
      if (!target) continue;
      this.#rows.gather(target, column, OF_THE_END.has(column.name) ? this.#last : this.#picked);
    }
    if (batch.nextObservation) this.#gatherNext(batch.nextObservation);
  }

  /** Steps since a row was added, over all environments. */
  #age(row: number): number {
    const newestRow = (this.#added - 1) % this.#capacity;
    return row <= newestRow ? newestRow - row : newestRow - row + this.#capacity;
  }

  readonly #successor = (row: number): number | undefined => {
    const ends = this.#age(row) < this.#environments || this.#rows.reference(row) !== NO_REFERENCE;
    return ends ? undefined : (row + this.#environments) % this.#capacity;
  };

  #pick(count: number, stream: Stream): void {
    const { size } = this;
    if (size === 0) throw errors.nothingStored();
    this.#reserve(count);
    const tasks = this.#tasks;
    tasks?.begin(stream);
    for (let b = 0; b < count; b++) this.#picked[b] = tasks ? tasks.draw(b, stream) : stream.integer(size);
  }

  #reserve(count: number): void {
    if (this.#picked.length === count) return;
    this.#picked = new Int32Array(count);
    this.#last = this.#windows ? new Int32Array(count) : this.#picked;
    this.#successors = new Int32Array(count);
  }

  #locateNext(): void {
    const { size } = this;
    for (let b = 0; b < this.#last.length; b++) {
      const next = this.#last[b] + this.#environments;
      // Past the end for the newest rows only, or when the ring is full; a place within memory in any case.
      this.#successors[b] = next < size ? next : next - size;
    }
  }

  #gatherNext(target_BO: Float32Array): void {
    const rows = this.#rows.data;
    const { width, observation } = this.#layout;
    const { size } = observation;
    let to = 0;
    for (let b = 0; b < this.#last.length; b++) {
      const row = this.#last[b];
      const age = this.#age(row);
      const reference = this.#rows.reference(row);
      let source = rows;
      let from = this.#successors[b] * width + observation.offset;
      if (age < this.#environments) {
        source = this.#newest_NO;
        from = (this.#environments - 1 - age) * size;
      } else if (reference !== NO_REFERENCE) {
        source = this.#finals.data;
        from = this.#finals.offset(reference);
      }
      for (let i = 0; i < size; i++) target_BO[to++] = source[from + i];
    }
  }

  /** The newest row of each environment still gets its successor. */
  extent(): { readonly first: number; readonly settled: number } {
    return { first: this.#added - this.size, settled: Math.max(0, this.#added - this.#environments) };
  }

  /** Columns under `column/<name>`, [rows, size], and the observations that no row holds. */
  rows(first: number, end: number): ComponentState {
    const picked = Int32Array.from({ length: end - first }, (_, i) => (first + i) % this.#capacity);
    const references: number[] = [];
    const final = picked.map((row) => {
      const reference = this.#rows.reference(row);
      return reference === NO_REFERENCE ? NO_REFERENCE : references.push(reference) - 1;
    });
    const columns = this.#layout.columns.map((column) => [`column/${column.name}`, this.#rows.column(column, picked)]);
    return { ...Object.fromEntries(columns), final, finals: this.#finals.read(references) };
  }

  rest(from: number): ComponentState {
    return {
      ...this.rows(from, this.#added),
      newest: this.#newest_NO.slice(),
      environments: this.#environments,
      added: this.#added,
      capacity: this.#capacity,
    };
  }

  /** Everything that is remembered, as copies; rows from the oldest to the newest. */
  state(): ComponentState {
    return this.rest(this.extent().first);
  }

  /** @throws VEM_REPLAY_MISMATCH */
  restore(state: ComponentState): void {
    this.restoreFrom([], state);
  }

  /** @throws VEM_REPLAY_MISMATCH */
  restoreFrom(segments: Iterable<LoggedRows>, rest: ComponentState): void {
    const { added, environments, newest, rows } = readRingState(rest, this.#capacity, this.#layout);
    const oldest = added - Math.min(added, this.#capacity);
    const from = added - rows.count;
    this.#environments = environments;
    this.#added = added;
    this.#newest_NO = newest.slice();
    this.#finals.clear();
    this.#tasks?.clear();
    this.#rows.reserve(this.size);
    let next: number | undefined;
    const requireNext = (first: number) => {
      if (next === undefined ? first > oldest : first !== next)
        throw errors.stateMismatch('rows', `those from ${next ?? oldest} on`, `those from ${first} on`);
    };
    for (const { first, rows: state } of segments) {
      requireNext(first);
      const logged = readRows(state, this.#layout);
      this.#write(logged, first, oldest);
      next = first + logged.count;
    }
    requireNext(from);
    this.#write(rows, from, oldest);
  }

  /** Takes rows with the numbers from `first` on, but for those before `oldest`. */
  #write({ count, columns, final, finals }: RingRows, first: number, oldest: number): void {
    const { size } = this.#layout.observation;
    for (let i = Math.max(0, oldest - first); i < count; i++) {
      const row = (first + i) % this.#capacity;
      this.#rows.write(row, columns, i);
      if (final[i] !== NO_REFERENCE) this.#rows.setReference(row, this.#finals.push(finals, final[i] * size));
      this.#tasks?.add(row, this.#rows.data, this.#observationOf(row));
    }
  }
}
