import type { Executable } from '@vem/compiler';
import type { RecordColumn } from '../slots/behaviour.js';
import { restoreArray } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import { after, names } from './names.js';

interface Carried {
  readonly name: string;
  /** What the next step reads, [N, size]. */
  readonly read: Float32Array;
  /** What this step wrote. */
  readonly written: Float32Array;
  readonly size: number;
}

/** The memory that a stored program has, of which only the program is known. @param rows - N */
export const memoryOf = (executable: Executable, rows: number): EpisodeMemory =>
  new EpisodeMemory(
    executable,
    Object.entries(executable.inputs).flatMap(([input, { data }]) => {
      const name = after('memory/', input);
      return name === undefined ? [] : [{ name, size: data.length / rows }];
    }),
    rows,
  );

/** What a behaviour carries from step to step in N episodes that run side by side. */
export class EpisodeMemory implements Stateful {
  readonly #columns: readonly Carried[];
  readonly #rows: number;
  /** Numbers per episode. */
  readonly size: number;

  /** @param rows - N, the episodes side by side */
  constructor({ inputs, outputs }: Executable, columns: readonly RecordColumn[], rows: number) {
    // A column that the program does not read, or does not write, stays what it is.
    this.#columns = columns.map(({ name, size }) => {
      const read = (inputs[names.memory(name)]?.data ?? new Float32Array(rows * size)) as Float32Array;
      const written = outputs[names.memory(name)]?.data as Float32Array | undefined;
      return { name: names.memory(name), read, written: written ?? read, size };
    });
    this.#rows = rows;
    this.size = columns.reduce((sum, { size }) => sum + size, 0);
  }

  /** Writes [N, O + size]: each row of `observation_NO`, then what its episode carries. */
  join(observation_NO: Float32Array, joined: Float32Array): void {
    const own = observation_NO.length / this.#rows;
    const width = own + this.size;
    for (let n = 0; n < this.#rows; n++) {
      joined.set(observation_NO.subarray(n * own, (n + 1) * own), n * width);
      let start = n * width + own;
      for (const { read, size } of this.#columns) {
        joined.set(read.subarray(n * size, (n + 1) * size), start);
        start += size;
      }
    }
  }

  /** After a step: what it left is what the next one finds. */
  carry(): void {
    for (const { read, written } of this.#columns) read.set(written);
  }

  /** A new episode starts in this row. */
  forget(row: number): void {
    for (const { read, size } of this.#columns) read.fill(0, row * size, (row + 1) * size);
  }

  state(): ComponentState {
    return Object.fromEntries(this.#columns.map(({ name, read }) => [name, read.slice()]));
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    for (const { name, read } of this.#columns) restoreArray('memory', name, read, state[name]);
  }
}
