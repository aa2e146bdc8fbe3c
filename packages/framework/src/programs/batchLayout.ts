import type { Stretch } from '../slots/batch.js';

/** The shape of the rows that a program learns from. */
export interface BatchLayout {
  /** All rows of a batch: T·N where they stand in order of time. */
  readonly rows: number;
  /** Numbers per row, by column. */
  readonly columns: Readonly<Record<string, number>>;
  /** Present where rows stand in order of time. */
  readonly time?: Stretch | undefined;
  /** K ≥ 0, where rows are sequences: steps of each that came before them, from which memories are brought up to them. */
  readonly burnIn?: number | undefined;
  /** T, where rows stand for windows of up to so many steps. */
  readonly windowLength?: number | undefined;
}

/** Columns of windows: rewards [B, T], and steps. */
export const WINDOW_COLUMNS = { reward: 'windowReward', length: 'windowLength' } as const;
