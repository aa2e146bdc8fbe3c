import type { EvaluationManner } from '../slots/behaviour.js';
import type { TaskScore } from './taskReturns.js';

/** Test episodes with the policy as it stands; they leave no trace in the run. */
export interface Evaluation {
  readonly episodes: number;
  /** How actions were chosen. */
  readonly behaviour: EvaluationManner;
  /** Undiscounted, in the environment's reward units. */
  readonly meanReturn: number;
  /** Standard deviation over episodes (population). */
  readonly stdReturn: number;
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
  /** How many episodes did not end and were cut, so that their returns are not whole; absent: none. */
  readonly cut?: number;
  /** The same by task, of environments that have tasks; those without an episode are left out. */
  readonly tasks?: readonly TaskScore[];
  /** Only where the environment defines when it is solved, and these are the episodes that takes. */
  readonly solved?: { readonly value: number; readonly criterion: string; readonly passed: boolean };
}

export interface EvaluateOptions {
  readonly episodes: number;
  /** Act by samples instead of the behaviour's deterministic manner. */
  readonly stochastic?: boolean;
  /** Steps after which an episode counts as endless; default: 100,000, or the environment's time limit if that is longer. */
  readonly maxEpisodeSteps?: number;
  /** Cut episodes that go on longer, after 1000 steps by default, and count them, instead of throwing. */
  readonly cutEndless?: boolean;
}
