import type { Batch } from './step.js';

/**
 * A stretch of experience in order of time: T steps of N environments that went on side by side. Estimators that look
 * along time read it: generalised advantages (Schulman et al. 2016, arXiv:1506.02438), Retrace (Munos et al. 2016,
 * arXiv:1606.02647), V-trace (Espeholt et al. 2018, arXiv:1802.01561).
 */
export interface Rollout {
  /** T */
  readonly steps: number;
  /** N */
  readonly environments: number;
  /**
   * All transitions as one batch of T·N rows, time first: row t·N + n is step t of environment n. So other slots answer
   * for all of them at once, and `tf.reshape(x, [T, N])` gives time its axis. Episodes end where a row is terminated or
   * truncated; its `nextObservation_BO` is the final one, the next row's observation starts another episode.
   */
  readonly rows: Batch;
}
