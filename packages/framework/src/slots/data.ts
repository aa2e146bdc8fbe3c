import type { Stream } from '../random/stream.js';
import type { Progress } from './slots.js';
import type { Stateful } from './stateful.js';

/** A column of recorded experience. */
export interface DataColumn {
  readonly name: string;
  /** Numbers per row. */
  readonly size: number;
}

/** N simultaneous transitions, as the environments and the behaviour left them. Arrays are reused: copy. */
export interface Transitions {
  readonly count: number;
  /** Columns by name, [N, size] each: observation, action, reward, nextObservation, terminated, truncated, records. */
  readonly columns: Readonly<Record<string, Float32Array>>;
}

/** The value in the `data` slot: what happens to experience between acting and learning. */
export interface DataSource extends Stateful {
  /** Rows of the batches that `fill` writes. */
  readonly batchSize: number;
  /** Called once, before anything else, with the columns of this run. */
  open(columns: readonly DataColumn[]): void;
  append(transitions: Transitions): void;
  /** Whether there is enough to learn from. */
  ready(progress: Progress): boolean;
  /** Writes one batch into the given arrays, [B, size] per column. */
  fill(batch: Readonly<Record<string, Float32Array>>, stream: Stream): void;
}
