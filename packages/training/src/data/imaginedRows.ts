import type { ComponentState, DataColumn, Stateful, Stream } from '@vem/framework';
import * as errors from './imaginedErrors.js';

interface Placed extends DataColumn {
  readonly offset: number;
}

/** Rows of one set of roll-outs: all columns of a row next to each other, so that a random row costs few cache misses. */
interface RolloutSet {
  readonly rows: Float32Array;
  count: number;
}

type Columns = Readonly<Record<string, Float32Array>>;

/** The rows of the latest sets of roll-outs; the oldest set makes room for a new one. */
export class ImaginedRows implements Stateful {
  readonly #retained: number;
  readonly #columns: readonly Placed[];
  readonly #width: number;
  /** From the oldest to the newest. */
  #sets: RolloutSet[] = [];

  /** @param retained - sets that are kept */
  constructor(columns: readonly DataColumn[], retained: number) {
    let width = 0;
    this.#columns = columns.map(({ name, size }) => {
      const placed = { name, size, offset: width };
      width += size;
      return placed;
    });
    this.#width = width;
    this.#retained = retained;
  }

  get size(): number {
    return this.#sets.reduce((sum, { count }) => sum + count, 0);
  }

  /** A new set, of so many rows at most. */
  begin(capacity: number): void {
    const oldest = this.#sets.length === this.#retained ? this.#sets.shift() : undefined;
    const floats = capacity * this.#width;
    const rows = oldest && oldest.rows.length >= floats ? oldest.rows : new Float32Array(floats);
    this.#sets.push({ rows, count: 0 });
  }

  /** Rows of the newest set. */
  get newest(): number {
    return this.#sets.at(-1)?.count ?? 0;
  }

  /** Row `index` of the columns becomes one of the newest set. */
  add(columns: Columns, index: number): void {
    const set = this.#sets[this.#sets.length - 1];
    const start = set.count++ * this.#width;
    for (const { name, size, offset } of this.#columns) {
      const source = columns[name];
      for (let i = 0; i < size; i++) set.rows[start + offset + i] = source[index * size + i];
    }
  }

  /** Draws uniformly, with replacement, over all sets. @throws VEM_IMAGINED_NOTHING */
  fill(batch: Columns, count: number, stream: Stream): void {
    const { size } = this;
    if (size === 0) throw errors.nothingImagined();
    for (let b = 0; b < count; b++) {
      let row = stream.integer(size);
      let set = 0;
      while (row >= this.#sets[set].count) row -= this.#sets[set++].count;
      const { rows } = this.#sets[set];
      const start = row * this.#width;
      for (const { name, size: numbers, offset } of this.#columns) {
        const target = batch[name];
        if (!target) continue;
        for (let i = 0; i < numbers; i++) target[b * numbers + i] = rows[start + offset + i];
      }
    }
  }

  /** `counts`, rows and room of each set; `rows`, all of them. */
  state(): ComponentState {
    const rows = new Float32Array(this.size * this.#width);
    let end = 0;
    for (const set of this.#sets) {
      rows.set(set.rows.subarray(0, set.count * this.#width), end);
      end += set.count * this.#width;
    }
    const counts = this.#sets.flatMap((set) => [set.count, set.rows.length / this.#width]);
    return { counts: Float64Array.from(counts), rows };
  }

  /** @throws VEM_IMAGINED_MISMATCH */
  restore({ counts, rows }: ComponentState): void {
    if (!(counts instanceof Float64Array && counts.length <= 2 * this.#retained && counts.length % 2 === 0))
      throw errors.stateMismatch('counts', `two for each of ${this.#retained} sets at most`, describe(counts));
    const total = counts.reduce((sum, count, i) => (i % 2 === 0 ? sum + count : sum), 0);
    if (!(rows instanceof Float32Array && rows.length === total * this.#width))
      throw errors.stateMismatch('rows', `${total} rows of ${this.#width} float32 numbers`, describe(rows));
    let end = 0;
    this.#sets = [];
    for (let set = 0; set < counts.length; set += 2) {
      const [count, room] = [counts[set], counts[set + 1]];
      if (!(count <= room)) throw errors.stateMismatch('counts', `no more than ${room}`, count);
      const own = new Float32Array(room * this.#width);
      own.set(rows.subarray(end, end + count * this.#width));
      end += count * this.#width;
      this.#sets.push({ rows: own, count });
    }
  }
}

const describe = (value: unknown) =>
  ArrayBuffer.isView(value) && 'length' in value ? `${value.constructor.name} of ${value.length}` : typeof value;
