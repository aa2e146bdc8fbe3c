import type { Phase } from './outcome.js';
import type { Progress } from './progress.js';

/** One optimiser step: its phases see the same parameters; the next step sees what this one left. */
export type OptimiserStep = readonly Phase[];

/**
 * How often an entry of the schedule is due. `updates`: in every k-th update. `envSteps`: in the first update after every k
 * environment steps. `rollouts`: at the end of every k-th roll-out, after all its updates.
 */
export type Every = { readonly updates: number } | { readonly envSteps: number } | { readonly rollouts: number };

/**
 * Which rows an entry sees. `batch`: those of the update. `fresh`: a batch of its own, drawn for each repetition.
 * `rollout`: all rows of the present roll-out, in order of time. `epochs`: all that the data source has, in minibatches; a
 * repetition is an epoch, and rows that are held out say when it is enough.
 */
export type EntryRows = 'batch' | 'fresh' | 'rollout' | 'epochs';

/** A line of the schedule: an optimiser step, when it is due and on which rows. */
export interface ScheduleEntry {
  readonly phases: OptimiserStep;
  /** Absent: in every update. */
  readonly every?: Every | undefined;
  /** Times in a row whenever it is due, 1 unless said. With `until`, at most so many; of `epochs` as many as it takes. */
  readonly repeat?: number | undefined;
  /** `stop`: repetitions end when a phase signals so. */
  readonly until?: 'stop' | undefined;
  /** Only the first time that it is due, in the whole run. */
  readonly once?: boolean | undefined;
  /** Absent: `batch`, and `rollout` where it is due at the end of roll-outs. */
  readonly rows?: EntryRows | undefined;
  /**
   * Before the first repetition the returns look along everything that is kept once more, with the values of now. For rows
   * that are drawn after that: `fresh` ones, or the roll-out's.
   */
  readonly lookBack?: boolean | undefined;
  /**
   * Phases that are solved on the host, in order, before the entry's own, because its losses take their outcome as given; and again
   * wherever an optimiser asks about those losses at other parameters: a reward is judged by what follows from it.
   */
  readonly given?: readonly Phase[] | undefined;
  /** Rows of a `fresh` batch or of a minibatch of `epochs`; absent: as many as the data source's batches have. */
  readonly batchSize?: number | undefined;
  /** Of `epochs`: the share of rows that is held out, 0 … 1, chosen anew whenever it is due. */
  readonly heldOut?: number | undefined;
}

/** The value in the `schedule` slot: when to learn, and in which order. */
export interface Schedule {
  /**
   * What an update does, in order; a bare list of phases is an optimiser step of every update, e.g.
   * `[['value'], ['eStep', 'mStep', 'temperature']]`. Phases of empty slots are left out.
   */
  readonly steps: readonly (OptimiserStep | ScheduleEntry)[];
  /** Updates owed before the run's first environment step, fewer where a phase signals `stop`. Absent: none. */
  readonly initialUpdates?: number | undefined;
  /**
   * Updates owed after this many environment steps were added; counts *environment* steps, whatever N is.
   *
   * @param batchesLeft - what the data source has to give, infinite unless it says otherwise
   */
  updatesDue(progress: Progress, newEnvSteps: number, batchesLeft: number): number;
}
