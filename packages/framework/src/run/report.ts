import type { Logger } from 'pino';
import type { Evaluation } from '../loop/evaluation.js';
import type { TaskScore } from '../loop/taskReturns.js';
import type { StoredCheckpoint } from '../store/checkpoint/folder.js';
import type { Initialise } from '../store/initialise/initialise.js';

/** What happened since the last report. */
export interface Report {
  readonly envSteps: number;
  readonly updates: number;
  /** Training episodes finished since the last report. */
  readonly episodes: number;
  /** Their mean return; undefined if none finished. */
  readonly episodeReturn: number | undefined;
  /** The same by task, of environments that have tasks. */
  readonly tasks?: readonly TaskScore[];
  /** Means over the updates since the last report, by `slot/metric` name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Present if one was due. */
  readonly evaluation?: Evaluation;
}

export interface TrainOptions {
  /** Environment steps of the whole run, counted over all copies. */
  readonly envSteps: number;
  /**
   * Environment steps of which schedules count fractions; default: `envSteps` of the first call. Later calls do not change
   * it, nor does resuming with more steps.
   */
  readonly horizon?: number;
  /** Environment steps between reports; default 1000. */
  readonly reportEvery?: number;
  /** Environment steps between evaluations; default: none but the final one that the caller asks for. */
  readonly evaluateEvery?: number;
  /** Episodes of a scheduled evaluation; default 5. */
  readonly evaluateEpisodes?: number;
  /** Steps after which an episode of a scheduled evaluation is cut; default: 1000 where the environment has no time limit. */
  readonly maxEpisodeSteps?: number;
  /** Keeps checkpoints that the run can be resumed from, and the policy of the best scheduled evaluation. */
  readonly checkpoints?: CheckpointOptions;
}

export interface CheckpointOptions {
  /** The folder that they go into. */
  readonly directory: string;
  /** Environment steps between them; default: one before the first step and one at the end. */
  readonly every?: number;
  /** How many of the latest ones stay, 2 or more; default 2. */
  readonly keep?: number;
}

/** The best scheduled evaluation of a run so far. */
export interface BestEvaluation {
  readonly envSteps: number;
  readonly meanReturn: number;
}

export interface RunOptions {
  /** 0 ≤ seed < 2^32. Everything random in the run follows from it. */
  readonly seed: number;
  /** Copies of the environment that are stepped together; default 1. */
  readonly environments?: number;
  /** `compiled` (default): ONNX Runtime; `eager`: tfjs, for debugging. */
  readonly engine?: 'compiled' | 'eager';
  /** Threads that share the batch of an update, if its losses are means over rows; default 1. */
  readonly threads?: number;
  /** Default: silent. */
  readonly logger?: Logger;
  /**
   * Parameters of stored runs to start from, by group (plugins call their group like their slot): those of another run's
   * posterior for a prior, for instance. Default: drawn from the seed. A resumed run has its own.
   */
  readonly initialise?: Initialise;
}

/** What a run tells on the way, by event. */
export interface RunEvents {
  readonly report: Report;
  readonly checkpoint: StoredCheckpoint;
}
