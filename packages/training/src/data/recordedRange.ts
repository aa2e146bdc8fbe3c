import { type ComponentState, restoreArray, type Stateful, type Transitions } from '@vem/framework';

const FIRST = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY } as const;

/** From where to where observations and rewards were recorded so far: what predictions are held against. */
export class RecordedRange implements Stateful {
  /** [O + 1], the reward last. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  /** @param observation - O */
  constructor(observation: number) {
    this.#low = new Float64Array(observation + 1).fill(FIRST.low);
    this.#high = new Float64Array(observation + 1).fill(FIRST.high);
  }

  add({ count, columns }: Transitions): void {
    const { observation, nextObservation, reward } = columns;
    const size = this.#low.length - 1;
    for (let n = 0; n < count; n++) {
      for (let i = 0; i < size; i++) {
        this.#widen(i, observation[n * size + i]);
        this.#widen(i, nextObservation[n * size + i]);
      }
      this.#widen(size, reward[n]);
    }
  }

  #widen(entry: number, value: number): void {
    if (value < this.#low[entry]) this.#low[entry] = value;
    if (value > this.#high[entry]) this.#high[entry] = value;
  }

  /**
   * Whether a number is no further from the range than so many times its width. What never changed has no width to go by.
   *
   * @param entry - of the observation; O, the reward
   */
  reaches(entry: number, value: number, times: number): boolean {
    const [low, high] = [this.#low[entry], this.#high[entry]];
    const room = times * (high - low);
    return !(room > 0) || (value >= low - room && value <= high + room);
  }

  state(): ComponentState {
    return { low: this.#low.slice(), high: this.#high.slice() };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ low, high }: ComponentState): void {
    restoreArray('data', 'low', this.#low, low);
    restoreArray('data', 'high', this.#high, high);
  }
}
