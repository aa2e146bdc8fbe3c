import type { ComponentState, Stream } from '@vem/framework';
import * as errors from './rolloutErrors.js';
import { storedCount, storedOrder } from './storedState.js';

/** A way through the rows: permutation after permutation. */
interface Way {
  /** Of the random numbers that it is drawn from. */
  readonly name: string;
  /** Each row once. */
  readonly order: Int32Array;
  /** Rows of it that were handed out. */
  position: number;
}

/**
 * Rows of a roll-out epoch by epoch, each row once per epoch, in an order that is drawn anew for each. Whoever brings a
 * stream of random numbers of its own goes a way of its own, so that steps with fresh batches take no rows from the updates;
 * these are the first to ask in a run, and it is their epochs that count.
 */
export class Epochs {
  readonly #rows: number;
  readonly #epochs: number;
  readonly #batchSize: number;
  readonly #ways: Way[] = [];
  /** Rows that updates were given of this roll-out. */
  #given = 0;

  /** @param batchSize - rows per update. @throws VEM_ROLLOUT_MINIBATCH */
  constructor(rows: number, epochs: number, batchSize: number) {
    this.#rows = rows;
    this.#epochs = epochs;
    this.#batchSize = batchSize;
    this.#requireEven(batchSize, 'option "batchSize"');
  }

  get batchesLeft(): number {
    return (this.#epochs * this.#rows - this.#given) / this.#batchSize;
  }

  /** Whether updates were given whole epochs so far, one at least. */
  get ended(): boolean {
    return this.#given > 0 && this.#given % this.#rows === 0;
  }

  /** Another roll-out begins: whoever is in the middle of an epoch starts over. */
  begin(): void {
    this.#given = 0;
    for (const way of this.#ways) way.position = 0;
  }

  /**
   * The next rows on the stream's way; all of them come in order of time. Valid until the next call.
   *
   * @throws VEM_ROLLOUT_MINIBATCH, VEM_ROLLOUT_NOT_READY after the last epoch
   */
  next(count: number, stream: Stream): Int32Array {
    const way = this.#wayOf(stream.name);
    this.#requireEven(count, `a batch for "${stream.name}"`, way.position);
    if (way === this.#ways[0]) {
      if (this.batchesLeft <= 0) throw errors.notReady('another batch', 'a roll-out with epochs left');
      this.#given += count;
    }
    if (way.position === 0 && count < this.#rows) shuffle(way.order, stream);
    const picked = way.order.subarray(way.position, way.position + count);
    way.position = (way.position + count) % this.#rows;
    return picked;
  }

  #wayOf(name: string): Way {
    const known = this.#ways.find((way) => way.name === name);
    if (known) return known;
    const way = { name, order: Int32Array.from({ length: this.#rows }, (_, row) => row), position: 0 };
    this.#ways.push(way);
    return way;
  }

  #requireEven(count: number, what: string, position = 0): void {
    if (this.#rows % count === 0 && position % count === 0) return;
    throw errors.minibatchUneven(what, this.#rows, count, divisorsAround(count, this.#rows));
  }

  state(): ComponentState {
    const ways = this.#ways.flatMap(({ name, order, position }, rank) => [
      [`order/${rank}/${name}`, order.slice()] as const,
      [`position/${rank}`, position] as const,
    ]);
    return { ...Object.fromEntries(ways), given: this.#given };
  }

  /** @throws VEM_ROLLOUT_MISMATCH */
  restore(state: ComponentState): void {
    this.#given = storedCount(state, 'given', this.#epochs * this.#rows);
    const found = Object.keys(state).flatMap((key) => {
      const [, rank, name] = /^order\/(\d+)\/(.*)$/.exec(key) ?? [];
      if (name === undefined) return [];
      const position = storedCount(state, `position/${rank}`, this.#rows);
      return [{ rank: Number(rank), name, order: storedOrder(state, key, this.#rows).slice(), position }];
    });
    const ways = found.sort((a, b) => a.rank - b.rank).map(({ rank: _rank, ...way }) => way);
    this.#ways.splice(0, this.#ways.length, ...ways);
  }
}

/** Every order equally likely: Durstenfeld 1964, algorithm 235. */
function shuffle(order: Int32Array, stream: Stream): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = stream.integer(last + 1);
    const row = order[last];
    order[last] = order[other];
    order[other] = row;
  }
}

/** The largest divisor below a number and the smallest above it. */
function divisorsAround(count: number, rows: number): number[] {
  let below = Math.min(count, rows);
  while (rows % below !== 0) below--;
  let above = count;
  while (above < rows && rows % above !== 0) above++;
  return [...new Set([below, Math.min(above, rows)])];
}
