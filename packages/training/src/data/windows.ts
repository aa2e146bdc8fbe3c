import type { DataColumn } from '@vem/framework';
import * as errors from './dataErrors.js';
import type { RowLayout, StoredColumn } from './rowLayout.js';
import type { RowMemory } from './rowMemory.js';

/** Where a row's successor is; undefined where none follows: the newest rows, and those after which an episode began. */
export type Successor = (row: number) => number | undefined;

/** Columns that windows add to a batch: rewards [B, n], zero after the end, and steps [B]. */
const REWARD = 'windowReward';
const LENGTH = 'windowLength';

/** The columns of a batch whose rows stand for windows of up to `size` steps. @throws VEM_REPLAY_COLUMNS */
export function windowColumns(columns: readonly DataColumn[], size: number): readonly DataColumn[] {
  for (const added of [REWARD, LENGTH])
    if (columns.some(({ name }) => name === added))
      throw errors.columnsInvalid(`windows add a column "${added}", which must not be declared`, added);
  return [...columns, { name: REWARD, size }, { name: LENGTH, size: 1 }];
}

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
   * @param batch - its columns `windowReward` and `windowLength` are filled, if it has them
   */
  follow(
    memory: RowMemory,
    successor: Successor,
    first: Int32Array,
    last: Int32Array,
    { [REWARD]: reward_Bn, [LENGTH]: length_B }: Readonly<Record<string, Float32Array | undefined>>,
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
