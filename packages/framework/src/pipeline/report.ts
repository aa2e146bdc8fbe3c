import type { Logger } from 'pino';
import type { StoredCheckpoint } from '../checkpoint/folder.js';
import type { Initialise } from '../parameters/initialise.js';
import type { AssessmentManner } from '../slots/behaviour.js';
import type { Copy } from '../slots/step.js';

/** Test episodes with the policy as it stands; they leave no trace in the run. */
export interface Assessment {
  readonly episodes: number;
  /** How actions were chosen. */
  readonly behaviour: AssessmentManner;
  /** Undiscounted, in the environment's reward units. */
  readonly meanReturn: number;
  /** Standard deviation over episodes (population). */
  readonly stdReturn: number;
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
  /** How many episodes did not end and were cut, so that their returns are not whole; absent: none. */
  readonly cut?: number;
  /** Only where the environment defines when it is solved, and these are the episodes that takes. */
  readonly solved?: { readonly value: number; readonly criterion: string; readonly passed: boolean };
}

/** What happened since the last report. */
export interface Report {
  readonly envSteps: number;
  readonly updates: number;
  /** Training episodes finished since the last report. */
  readonly episodes: number;
  /** Their mean return; undefined if none finished. */
  readonly episodeReturn: number | undefined;
  /** Means over the updates since the last report, by `slot/metric` name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Present if one was due. */
  readonly assessment?: Assessment;
}

export interface TrainOptions {
  /** Environment steps of the whole run, counted over all copies. */
  readonly envSteps: number;
  /** Environment steps between reports; default 1000. */
  readonly reportEvery?: number;
  /** Environment steps between assessments; default: none but the final one that the caller asks for. */
  readonly assessEvery?: number;
  /** Episodes of a scheduled assessment; default 5. */
  readonly assessEpisodes?: number;
  /** Steps after which an episode of a scheduled assessment is cut; default: 1000 where the environment has no time limit. */
  readonly maxEpisodeSteps?: number;
  /** Keeps checkpoints that the run can be resumed from, and the policy of the best scheduled assessment. */
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

/** The best scheduled assessment of a run so far. */
export interface BestAssessment {
  readonly envSteps: number;
  readonly meanReturn: number;
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

/** One plugin by name with its options, as in a configuration file. */
export type SlotConfig = { readonly use: string } & Readonly<Record<string, unknown>>;

/** Everything that a run follows from, as plain JSON. */
export interface RunConfig {
  /** The preset the slots started from, or null. */
  readonly preset: string | null;
  readonly slots: Readonly<Record<string, SlotConfig>>;
  readonly seed: number;
  readonly environments: number;
  readonly engine: 'compiled' | 'eager';
  /** Threads that share the batch of an update. The numbers depend on it: sums are taken in another order. */
  readonly threads: number;
  /** Where groups of parameters started from, if not from the seed; absent: all from the seed. */
  readonly initialised?: Readonly<Record<string, InitialisedFrom>> | undefined;
}

/** Stored parameters that a run started from. */
export interface InitialisedFrom {
  readonly directory: string;
  readonly group: string;
  readonly copy: Copy;
}
