import * as errors from './dataErrors.js';
import type { RowLayout, StoredColumn } from './rowLayout.js';
import type { RowMemory } from './rowMemory.js';

/** Where a row's successor is; undefined where none follows: the newest rows, and those after which an episode began. */
export type Successor = (row: number) => number | undefined;

/**
 * Windows of up to n steps from given rows on: they end with the episode, terminated or truncated, where the recording
 * starts over, and at the newest step.
 */
export class Windows {
  readonly #size: number;
  readonly #width: number;
  readonly #reward: StoredColumn;
  readonly #terminated: StoredColumn;
  readonly #truncated: StoredColumn;

  /** @param size - n. @throws VEM_REPLAY_COLUMNS */
  constructor(size: number, layout: RowLayout) {
    const column = (name: string) => {
      const found = layout.columns.find((candidate) => candidate.name === name);
      if (found?.size !== 1)
        throw errors.columnsInvalid(`windows need a column "${name}" with one number per row`, found);
      return found;
    };
    this.#size = size;
    this.#width = layout.width;
    this.#reward = column('reward');
    this.#terminated = column('terminated');
    this.#truncated = column('truncated');
  }

  /**
   * @param first - the first row of each window; @param last - receives the last one
   * @param reward_Bn - receives the rewards, zero after the end; @param length_B - receives the number of steps
   */
  follow(
    memory: RowMemory,
    successor: Successor,
    first: Int32Array,
    last: Int32Array,
    reward_Bn: Float32Array | undefined,
    length_B: Float32Array | undefined,
  ): void {
    const { data } = memory;
    const size = this.#size;
    reward_Bn?.fill(0);
    for (let b = 0; b < first.length; b++) {
      let row = first[b];
      let steps = 0;
      for (;;) {
        const start = row * this.#width;
        if (reward_Bn) reward_Bn[b * size + steps] = data[start + this.#reward.offset];
        steps += 1;
        const ended = data[start + this.#terminated.offset] + data[start + this.#truncated.offset] > 0;
        const next = steps === size || ended ? undefined : successor(row);
        if (next === undefined) break;
        row = next;
      }
      last[b] = row;
      if (length_B) length_B[b] = steps;
    }
  }
}
