import type { ComponentState, DataColumn, Transitions } from '@vem/framework';
import { type CollectedRows, requireColumns } from './collectedRows.js';
import { equalBetween } from './numbers.js';
import * as errors from './rolloutErrors.js';
import { storedColumn, storedCount } from './storedState.js';

/** The column that whole episodes add: how much each row counts. */
export const WEIGHT: DataColumn = { name: 'weight', size: 1 };

/** How whole episodes are taken and what their rows count. */
export interface EpisodeOptions {
  /** K, episodes of each environment in a roll-out. */
  readonly perEnvironment: number;
  /** What a mean is over: episodes, of the sum over each one's steps; or all their steps. */
  readonly mean: 'episodes' | 'steps';
  /** Step t of an episode counts discount^t as much as its first. */
  readonly visitDiscount: number;
}

/**
 * K whole episodes of each of N environments side by side, each filled up to T rows: row t·M + m, M = K·N, is step t of
 * episode m, episode k of environment n is m = k·N + n. Rows after the end of one are zero but for `terminated`, and have weight
 * 0. An equal quota for every environment, because the first K·N episodes to finish would be the short ones.
 *
 * Only episodes that began since the roll-out did are taken: the first steps of others were taken by an earlier policy.
 */
export class EpisodeRows implements CollectedRows {
  readonly stretches: number;
  readonly values: Readonly<Record<string, Float32Array>>;
  readonly #length: number;
  readonly #environments: number;
  readonly #columns: readonly DataColumn[];
  readonly #options: EpisodeOptions;
  /** [N] each: episodes that are whole, rows of the present one, 1 while one goes on that is not taken. */
  readonly #taken: Int32Array;
  readonly #steps: Int32Array;
  readonly #passing: Int32Array;
  /** [N], 1 where the last step did not end an episode; [N, O], where it led. */
  readonly #running: Int32Array;
  readonly #reached_NO: Float32Array;
  #envSteps = 0;

  /** @throws VEM_ROLLOUT_COLUMNS */
  constructor(length: number, environments: number, columns: readonly DataColumn[], options: EpisodeOptions) {
    requireColumns([...columns, WEIGHT]);
    this.#length = length;
    this.#environments = environments;
    this.#columns = columns;
    this.#options = options;
    this.stretches = environments * options.perEnvironment;
    const rows = length * this.stretches;
    this.values = Object.fromEntries(
      [...columns, WEIGHT].map(({ name, size }) => [name, new Float32Array(rows * size)]),
    );
    const perEnvironment = () => new Int32Array(environments);
    [this.#taken, this.#steps, this.#passing, this.#running] = [0, 0, 0, 0].map(perEnvironment);
    this.#reached_NO = new Float32Array(environments * this.#sizeOf('observation'));
    this.clear();
  }

  get whole(): boolean {
    return this.#taken.every((count) => count === this.#options.perEnvironment);
  }

  get envSteps(): number {
    return this.#envSteps;
  }

  clear(): void {
    for (const [name, values] of Object.entries(this.values)) values.fill(name === 'terminated' ? 1 : 0);
    this.#taken.fill(0);
    this.#steps.fill(0);
    this.#passing.set(this.#running);
    this.#envSteps = 0;
  }

  /** @throws VEM_ROLLOUT_COLUMNS */
  append({ count, columns }: Transitions): void {
    if (count !== this.#environments)
      throw errors.columnsInvalid(`every step must have ${this.#environments} rows, one per environment`, count);
    for (const { name, size } of this.#columns)
      if (!(columns[name]?.length >= count * size))
        throw errors.columnsInvalid(`column "${name}" must have ${count * size} numbers`, columns[name]?.length);
    for (let n = 0; n < count; n++) this.#take(n, columns);
    this.#envSteps += count;
    if (this.whole) this.#weigh();
  }

  #take(n: number, columns: Transitions['columns']): void {
    const size = this.#sizeOf('observation');
    const continues =
      this.#running[n] === 1 && equalBetween(this.#reached_NO, columns.observation, n * size, (n + 1) * size);
    // An episode that was broken off without a word, as where a resumed run cannot continue it, is none.
    if (this.#running[n] === 1 && !continues) this.#startOver(n);
    const ended = columns.terminated[n] + columns.truncated[n] > 0;
    this.#running[n] = ended ? 0 : 1;
    this.#reached_NO.set(columns.nextObservation.subarray(n * size, (n + 1) * size), n * size);
    if (this.#taken[n] < this.#options.perEnvironment && this.#passing[n] === 0) this.#write(n, columns, ended);
    if (ended) this.#passing[n] = 0;
  }

  #write(n: number, columns: Transitions['columns'], ended: boolean): void {
    const row = this.#rowOf(n, this.#steps[n]);
    for (const { name, size } of this.#columns)
      this.values[name].set(columns[name].subarray(n * size, (n + 1) * size), row * size);
    this.values.weight[row] = 1;
    this.#steps[n] += 1;
    const cut = !ended && this.#steps[n] === this.#length;
    if (cut) this.values.truncated[row] = 1;
    if (!ended && !cut) return;
    this.#taken[n] += 1;
    this.#steps[n] = 0;
    if (cut) this.#passing[n] = 1;
  }

  #rowOf(n: number, step: number): number {
    return step * this.stretches + this.#taken[n] * this.#environments + n;
  }

  #startOver(n: number): void {
    for (let step = 0; step < this.#steps[n]; step++) {
      const row = this.#rowOf(n, step);
      for (const { name, size } of [...this.#columns, WEIGHT])
        this.values[name].fill(name === 'terminated' ? 1 : 0, row * size, (row + 1) * size);
    }
    this.#steps[n] = 0;
    this.#passing[n] = 0;
  }

  /** So that the mean over all rows of weight · x is the mean over episodes, or over steps. */
  #weigh(): void {
    const { weight } = this.values;
    const { mean, visitDiscount } = this.#options;
    const divisor = mean === 'episodes' ? this.stretches : weight.reduce((sum, one) => sum + one, 0);
    for (let row = 0; row < weight.length; row++) {
      if (weight[row] > 0) weight[row] = (weight.length / divisor) * visitDiscount ** Math.floor(row / this.stretches);
    }
  }

  #sizeOf(column: string): number {
    return this.#columns.find(({ name }) => name === column)!.size;
  }

  #counts(): Readonly<Record<string, Int32Array>> {
    return { taken: this.#taken, steps: this.#steps, passing: this.#passing, running: this.#running };
  }

  /** Copies of all rows, so that those that are no steps are none after resuming either. */
  state(): ComponentState {
    const columns = Object.entries(this.values).map(([name, values]) => [`column/${name}`, values.slice()]);
    const counts = Object.entries(this.#counts()).map(([name, values]) => [name, Float32Array.from(values)]);
    return {
      ...Object.fromEntries([...columns, ...counts]),
      reached: this.#reached_NO.slice(),
      envSteps: this.#envSteps,
    };
  }

  /** @throws VEM_ROLLOUT_MISMATCH */
  restore(state: ComponentState): void {
    const stored = (name: string, target: Float32Array | Int32Array, key = name) =>
      [target, storedColumn(state, key, target.length)] as const;
    const all = [
      ...Object.entries(this.values).map(([name, values]) => stored(name, values, `column/${name}`)),
      ...Object.entries(this.#counts()).map(([name, values]) => stored(name, values)),
      stored('reached', this.#reached_NO),
    ];
    const envSteps = storedCount(state, 'envSteps', Number.MAX_SAFE_INTEGER);
    for (const [target, values] of all) target.set(values);
    this.#envSteps = envSteps;
  }
}
