import type { Stream } from '../random/stream.js';
import { storedNumber } from '../state/restoreArray.js';
import { stateInvalid } from '../state/stateErrors.js';
import type { ComponentState, Stateful } from '../state/stateful.js';

/** What the rows of a fit are shared out by. */
export interface Sharing {
  /** Rows that there are. */
  readonly rows: number;
  /** N, the distance to the same environment's next step. */
  readonly stride: number;
  /** Of the rows, 0 … 1. */
  readonly heldOut: number;
  /** T, steps of a stretch that is held out. */
  readonly steps: number;
  /** M, bootstrap samples; 1: the rows themselves. */
  readonly samples: number;
}

/** Swaps random entries to the front: the first `count` are then a random choice without replacement. */
function shuffle(values: Int32Array, count: number, stream: Stream): void {
  for (let i = 0; i < count; i++) {
    const other = i + stream.integer(values.length - i);
    const value = values[i];
    values[i] = values[other];
    values[other] = value;
  }
}

/** Which rows a fit learns from, in which order, and which it is judged by. Rows are numbered as the data source does. */
export class FitOrders implements Stateful {
  /** [C], the first row of each stretch that is held out. */
  heldOut = new Int32Array(0);
  /** Rows that are not held out. */
  training = new Int32Array(0);
  #orders: readonly Int32Array[] = [];

  begin({ rows, stride, heldOut, steps, samples }: Sharing, stream: Stream): void {
    const groups = Math.floor(Math.floor(rows / stride) / steps);
    const starts = Int32Array.from({ length: groups * stride }, (_, i) => {
      const group = Math.floor(i / stride);
      return group * steps * stride + (i % stride);
    });
    const count = Math.floor(heldOut * starts.length);
    shuffle(starts, count, stream);
    this.heldOut = starts.slice(0, count);
    const isHeldOut = new Uint8Array(rows);
    for (const start of this.heldOut) for (let t = 0; t < steps; t++) isHeldOut[start + t * stride] = 1;
    this.training = Int32Array.from({ length: rows }, (_, row) => row).filter((row) => isHeldOut[row] === 0);
    const { training } = this;
    this.#orders = Array.from({ length: samples }, () =>
      samples === 1 ? training.slice() : training.map(() => training[stream.integer(training.length)]),
    );
  }

  /** A new epoch: each sample in another order. */
  shuffle(stream: Stream): void {
    for (const order of this.#orders) shuffle(order, order.length, stream);
  }

  /** Minibatches of `size` rows in an epoch; the last one is filled up from the beginning of the order. */
  minibatches(size: number): number {
    return Math.ceil(this.training.length / size);
  }

  /** Writes the rows of a minibatch, [M·size], sample after sample. */
  minibatch(index: number, size: number, rows: Int32Array): void {
    for (const [sample, order] of this.#orders.entries())
      for (let i = 0; i < size; i++) rows[sample * size + i] = order[(index * size + i) % order.length];
  }

  state(): ComponentState {
    return {
      heldOut: Float64Array.from(this.heldOut),
      training: Float64Array.from(this.training),
      samples: this.#orders.length,
      orders: Float64Array.from(this.#orders.flatMap((order) => [...order])),
    };
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    const rows = (name: string) => {
      const value = state[name];
      if (!(value instanceof Float64Array)) throw stateInvalid('fits', name, 'a Float64Array', value);
      return Int32Array.from(value);
    };
    this.heldOut = rows('heldOut');
    this.training = rows('training');
    const orders = rows('orders');
    const samples = storedNumber('fits', 'samples', state.samples);
    const length = samples === 0 ? 0 : orders.length / samples;
    this.#orders = Array.from({ length: samples }, (_, i) => orders.slice(i * length, (i + 1) * length));
  }
}
