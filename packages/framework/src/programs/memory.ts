import type { Executable } from '@vem/compiler';
import { restoreArray } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import { after } from './names.js';

interface Carried {
  readonly name: string;
  /** What the next step reads, [N, size]. */
  readonly read: Float32Array;
  /** What this step wrote. */
  readonly written: Float32Array;
  readonly size: number;
}

/** What a behaviour carries from step to step in N episodes that run side by side. */
export class EpisodeMemory implements Stateful {
  readonly #columns: readonly Carried[];

  /** @param rows - N, the episodes side by side */
  constructor({ inputs, outputs }: Executable, rows: number) {
    this.#columns = Object.entries(inputs).flatMap(([name, port]) => {
      if (after('memory/', name) === undefined || !(name in outputs)) return [];
      const read = port.data as Float32Array;
      return [{ name, read, written: outputs[name].data as Float32Array, size: read.length / rows }];
    });
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
