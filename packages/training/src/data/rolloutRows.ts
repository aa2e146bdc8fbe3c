import type { ComponentState, DataColumn, Transitions } from '@vem/framework';
import { type CollectedRows, requireColumns } from './collectedRows.js';
import { equalBetween } from './numbers.js';
import * as errors from './rolloutErrors.js';
import { storedColumn, storedCount } from './storedState.js';

/** Numbers that a roll-out of so many rows takes, in bytes. */
export const bytesOf = (rows: number, columns: readonly DataColumn[]): number =>
  rows * columns.reduce((sum, { size }) => sum + size, 0) * Float32Array.BYTES_PER_ELEMENT;

/** T steps of N environments, time first: row t·N + n is step t of environment n. */
export class RolloutRows implements CollectedRows {
  readonly #length: number;
  readonly #environments: number;
  readonly #columns: readonly DataColumn[];
  /** [T·N, size] each. */
  readonly values: Readonly<Record<string, Float32Array>>;
  #steps = 0;

  /** @throws VEM_ROLLOUT_COLUMNS */
  constructor(length: number, environments: number, columns: readonly DataColumn[]) {
    requireColumns(columns);
    this.#length = length;
    this.#environments = environments;
    this.#columns = columns;
    this.values = Object.fromEntries(
      columns.map(({ name, size }) => [name, new Float32Array(length * environments * size)]),
    );
  }

  get whole(): boolean {
    return this.#steps === this.#length;
  }

  get stretches(): number {
    return this.#environments;
  }

  get envSteps(): number {
    return this.#steps * this.#environments;
  }

  /** The next step is the first one of another roll-out. */
  clear(): void {
    this.#steps = 0;
  }

  /** One more step of every environment. @throws VEM_ROLLOUT_COLUMNS */
  append({ count, columns }: Transitions): void {
    if (count !== this.#environments)
      throw errors.columnsInvalid(`every step must have ${this.#environments} rows, one per environment`, count);
    if (this.#steps > 0) this.#markRestarts(columns.observation);
    for (const { name, size } of this.#columns) {
      const numbers = count * size;
      const given = columns[name];
      if (!(given?.length >= numbers))
        throw errors.columnsInvalid(`column "${name}" must have ${numbers} numbers`, given?.length);
      const target = this.values[name];
      const to = this.#steps * numbers;
      for (let i = 0; i < numbers; i++) target[to + i] = given[i];
    }
    this.#steps += 1;
  }

  /**
   * An episode that was broken off without a word, as where a resumed run cannot continue it, was cut: what comes after is
   * no part of it.
   */
  #markRestarts(observation_NO: Float32Array): void {
    const { nextObservation, terminated, truncated } = this.values;
    const first = (this.#steps - 1) * this.#environments;
    const size = nextObservation.length / terminated.length;
    const before_NO = nextObservation.subarray(first * size, (first + this.#environments) * size);
    for (let n = 0; n < this.#environments; n++) {
      if (terminated[first + n] + truncated[first + n] > 0) continue;
      if (!equalBetween(before_NO, observation_NO, n * size, (n + 1) * size)) truncated[first + n] = 1;
    }
  }

  /** The steps so far, as copies. */
  state(): ComponentState {
    const rows = this.#steps * this.#environments;
    const columns = this.#columns.map(({ name, size }) => [`column/${name}`, this.values[name].slice(0, rows * size)]);
    return { ...Object.fromEntries(columns), steps: this.#steps };
  }

  /** @throws VEM_ROLLOUT_MISMATCH */
  restore(state: ComponentState): void {
    const steps = storedCount(state, 'steps', this.#length);
    const stored = this.#columns.map(
      ({ name, size }) => [name, storedColumn(state, `column/${name}`, steps * this.#environments * size)] as const,
    );
    for (const [name, values] of stored) this.values[name].set(values);
    this.#steps = steps;
  }
}
