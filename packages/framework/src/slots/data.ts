import type { Stream } from '../random/stream.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import type { Imagination } from './imagination.js';
import type { ProgramSlot } from './programSlot.js';
import type { Progress } from './progress.js';
import type { Transitions } from './transitions.js';

/** A column of recorded experience. */
export interface DataColumn {
  readonly name: string;
  /** Numbers per row. */
  readonly size: number;
}

/** A column that the returns add by looking along roll-outs. */
export interface Annotation extends DataColumn {
  /** Handed out less its mean and divided by its deviation over all rows that are kept; absent: as it was given. */
  readonly standardised?: boolean;
}

/**
 * What a data source that keeps whole roll-outs does besides (on-policy learning): T steps of N stretches side by side, one
 * per environment unless it says otherwise, to which the returns add columns that depend on what came later, before rows are
 * handed out. Where stretches differ in length, T is the longest, and rows past the end of one have weight 0.
 */
export interface RolloutStore {
  /** T, steps of each stretch in a roll-out, at most. */
  readonly length: number;
  /** Stretches side by side, known after `open`; absent: N, the environments. */
  readonly stretches?: number;
  /** Roll-outs that were whole so far; absent: one after every T steps of N environments. */
  readonly collected?: number;
  /** Environment steps that were taken since the present roll-out began, those that it left out included; absent: T·N. */
  readonly envSteps?: number;
  /**
   * Called once, after the data source's own `open`.
   *
   * @param environments - N
   * @param annotations - the columns that are added; batches have them too
   */
  open(environments: number, annotations: readonly Annotation[]): void;
  /**
   * A roll-out that is whole but not annotated yet, [T·N, size] per column, time first; undefined while there is none. Sources
   * that keep several give the older ones again, so that all are annotated with the same values.
   */
  complete(): Readonly<Record<string, Float32Array>> | undefined;
  /** Takes [T·N, size] per annotation, of the roll-out that `complete` gave; rows may be handed out once none is left. */
  annotate(annotations: Readonly<Record<string, Float32Array>>): void;
  /** Everything that is whole is to be annotated once more: `complete` gives it again. */
  lookBack(): void;
  /** Every column of the present roll-out, annotations too, [T·N, size]: what entries on its rows see. */
  rows(): Readonly<Record<string, Float32Array>>;
  /** Whether the batch that was filled last ended an epoch, each row once. */
  readonly epochEnded: boolean;
  /** Nobody wants what is left of the present roll-out. */
  discard(): void;
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

/** What a data source that hands out rows by number does besides, for fits that see all of them. */
export interface IndexedRows {
  /** Rows at hand, numbered from 0, the oldest, in the order in which they came. */
  readonly count: number;
  /** N: the row so many further is the same environment's next step. */
  readonly stride: number;
  /** Writes those rows into the given arrays, [rows, size] per column. */
  read(batch: Readonly<Record<string, Float32Array>>, rows: Int32Array): void;
}

/** The value in the `data` slot: what happens to experience between acting and learning. */
export interface DataSource extends Stateful, Pick<ProgramSlot<object>, 'warnings'> {
  /** B, rows of a batch; of sequences, those of one step. */
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
  /** Present: rows can be asked for by number. Read after `open`. */
  readonly indexed?: IndexedRows | undefined;
  /** Present: it imagines rows, too. Read after `open`. */
  readonly imagination?: Imagination | undefined;
  /** Present: rows are handed out once their roll-out is whole and annotated. */
  readonly rollouts?: RolloutStore;
  /**
   * T > 1: batches are stretches of T consecutive steps, time first, so that their rows are T times as many; programs see
   * the shape as `batch.time`, and all rows are learned from. Absent: rows are single transitions or windows.
   */
  readonly sequenceLength?: number;
  /** K, steps that each sequence is handed out with before its T: nothing is learned from them but what is remembered. Absent: 0. */
  readonly burnIn?: number;
  /** T: each row stands for a window of up to so many steps, with columns `windowReward` [B, T] and `windowLength`. */
  readonly windowLength?: number;
  /** Writes so many rows into the given arrays, [rows, size] per column; of sequences so many stretches, [(K + T)·rows, size]. */
  fill(batch: Readonly<Record<string, Float32Array>>, rows: number, stream: Stream): void;
}
