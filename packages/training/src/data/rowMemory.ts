import { machineMemory, memoryLimit } from '@vem/framework';
import type { RowLayout, StoredColumn } from './rowLayout.js';

const FIRST_ROWS = 1024;
/** Numbers per cache line. */
const LINE = 16;

/** The reference of a row whose next observation is its successor's observation. */
export const NO_REFERENCE = -1;

/** @throws VEM_MEMORY_LIMIT */
function memoryFor(rows: number, width: number): Float32Array {
  const floats = rows * width;
  const bytes = floats * Float32Array.BYTES_PER_ELEMENT;
  const hint = 'A smaller option `capacity` of slot "data" or smaller observations help.';
  try {
    return new Float32Array(floats);
  } catch (cause) {
    throw memoryLimit(`Slot "data": experience of ${rows} transitions`, bytes, machineMemory(), hint, cause);
  }
}

/** The stored rows, one after the other: a random row costs few cache misses. Grows by doubling up to the capacity. */
export class RowMemory {
  readonly #capacity: number;
  readonly #layout: RowLayout;
  #data: Float32Array;
  /** The same memory, for the references. */
  #integers: Int32Array;
  /** Keeps the loads of `touch` from being optimised away. */
  readonly #sink = new Float32Array(1);

  constructor(capacity: number, layout: RowLayout) {
    this.#capacity = capacity;
    this.#layout = layout;
    this.#data = memoryFor(Math.min(capacity, FIRST_ROWS), layout.width);
    this.#integers = new Int32Array(this.#data.buffer);
  }

  /** Row r starts at r · width; replaced by `reserve`. */
  get data(): Float32Array {
    return this.#data;
  }

  /** Makes room for so many rows; those at hand keep their places. */
  reserve(rows: number): void {
    const { width } = this.#layout;
    let room = this.#data.length / width;
    if (rows <= room) return;
    while (room < rows) room = Math.min(2 * room, this.#capacity);
    const data = memoryFor(room, width);
    data.set(this.#data);
    this.#data = data;
    this.#integers = new Int32Array(data.buffer);
  }

  /** Where the next observation of a row is kept if not in its successor. */
  reference(row: number): number {
    return this.#integers[row * this.#layout.width + this.#layout.reference];
  }

  setReference(row: number, reference: number): void {
    this.#integers[row * this.#layout.width + this.#layout.reference] = reference;
  }

  /** Row `row` becomes row `index` of the given columns, without a reference. */
  write(row: number, columns: Readonly<Record<string, Float32Array>>, index: number): void {
    const data = this.#data;
    this.setReference(row, NO_REFERENCE);
    for (const { name, size, offset } of this.#layout.columns) {
      const source = columns[name];
      const to = row * this.#layout.width + offset;
      const from = index * size;
      for (let i = 0; i < size; i++) data[to + i] = source[from + i];
    }
  }

  /** Copies one column of the picked rows. */
  gather(target: Float32Array, column: StoredColumn, picked: Int32Array): void {
    const data = this.#data;
    const { width } = this.#layout;
    const { size, offset } = column;
    let to = 0;
    for (let b = 0; b < picked.length; b++) {
      const from = picked[b] * width + offset;
      for (let i = 0; i < size; i++) target[to++] = data[from + i];
    }
  }

  /**
   * Loads every cache line of the picked rows and of their successors' observations: all misses at once, so that they
   * overlap instead of adding up. Halves the time of a batch from a memory larger than the caches.
   */
  touch(picked: Int32Array, successors: Int32Array): void {
    const data = this.#data;
    const { width, observation } = this.#layout;
    let sum = 0;
    for (let b = 0; b < picked.length; b++) {
      const start = picked[b] * width;
      for (let i = 0; i < width; i += LINE) sum += data[start + i];
      const next = successors[b] * width + observation.offset;
      for (let i = 0; i < observation.size; i += LINE) sum += data[next + i];
    }
    this.#sink[0] = sum;
  }

  /** One column of the picked rows, [picked, size]. */
  column(column: StoredColumn, picked: Int32Array): Float32Array {
    const values = new Float32Array(picked.length * column.size);
    this.gather(values, column, picked);
    return values;
  }
}
