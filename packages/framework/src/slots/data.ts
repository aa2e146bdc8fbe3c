import type { Stream } from '../random/stream.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import type { Progress } from './slots.js';

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

/**
 * What a data source that keeps whole roll-outs does besides (on-policy learning): T steps of N environments, to which the
 * bootstrap adds columns that depend on what came later, before rows are handed out.
 */
export interface RolloutStore {
  /** T, steps of each environment in a roll-out. */
  readonly length: number;
  /**
   * Called once, after the data source's own `open`.
   *
   * @param environments - N
   * @param annotations - the columns that are added; batches have them too
   */
  open(environments: number, annotations: readonly DataColumn[]): void;
  /** The roll-out that is whole but not annotated yet, [T, N, size] per column; undefined while there is none. */
  complete(): Readonly<Record<string, Float32Array>> | undefined;
  /** Takes [T, N, size] per annotation; from then on rows may be handed out. */
  annotate(annotations: Readonly<Record<string, Float32Array>>): void;
}

/** Rows of an experience log that follow each other. */
export interface LoggedRows {
  /** The number of the first one. */
  readonly first: number;
  readonly rows: ComponentState;
}

/**
 * What a data source that is an append-only log of rows does besides, so that a checkpoint costs in proportion to what is
 * new: rows that will not change any more are written once, in segments that checkpoints share; a checkpoint itself holds
 * the rest. Rows are numbered from 0 in the order in which they came.
 */
export interface ExperienceLog {
  /** Rows of a full segment; a few megabytes. */
  readonly segmentRows: number;
  /** The oldest row that is still remembered, and the oldest one that may still change: those between can be written. */
  extent(): { readonly first: number; readonly settled: number };
  /** Rows from `first` up to `end`, without it, all of them settled; complete by themselves. */
  rows(first: number, end: number): ComponentState;
  /** Everything that is remembered but for the rows before `from`. */
  rest(from: number): ComponentState;
  /**
   * Becomes what it was when `rest` was taken.
   *
   * @param segments - the rows before those in `rest`, in order and without gaps; some of the first ones may have been
   *   forgotten since
   */
  restoreFrom(segments: Iterable<LoggedRows>, rest: ComponentState): void;
}

/** The value in the `data` slot: what happens to experience between acting and learning. */
export interface DataSource extends Stateful {
  /** Rows of the batches that `fill` writes. */
  readonly batchSize: number;
  /**
   * Called once, before anything else, with the columns of this run's transitions. Returns the columns of its batches:
   * the same ones, or reshaped and extended (n-step windows, advantages).
   */
  open(columns: readonly DataColumn[]): readonly DataColumn[];
  append(transitions: Transitions): void;
  /** Whether there is enough to learn from. */
  ready(progress: Progress): boolean;
  /**
   * Batches that are left of what may be learned from now (epochs times minibatches of a roll-out); absent: as many as
   * are asked for.
   */
  batchesLeft?(): number;
  /**
   * Present: checkpoints keep the rows in shared segments and call its members instead of `state` and `restore`. Without it
   * every checkpoint holds the whole state. Read after `open`.
   */
  readonly log?: ExperienceLog | undefined;
  /** Present: rows are handed out once their roll-out is whole and annotated. */
  readonly rollouts?: RolloutStore;
  /**
   * T > 1: a row of a batch stands for T consecutive steps, columns are [T, B, size] and programs see them as
   * `batch.sequence`. Absent: rows are single transitions or n-step windows.
   */
  readonly sequenceLength?: number;
  /** Writes one batch into the given arrays, [B, size] per column. */
  fill(batch: Readonly<Record<string, Float32Array>>, stream: Stream): void;
}
