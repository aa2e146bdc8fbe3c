import type { Stream } from '../random/stream.js';
import type { DeclaredModel } from './declaredModel.js';
import type { Poses, Scene } from './scene.js';
import type { ActionSpace, ObservationSpace } from './spaces.js';

/** When an environment counts as solved, and how that is measured. */
export interface SolvedCriterion {
  /** In words, e.g. `mean final distance ≤ 1 over 100 episodes`. */
  readonly description: string;
  readonly episodes: number;
  /** `mode`: the deterministic policy; `sample`: actions drawn from the policy. */
  readonly behaviour: 'mode' | 'sample';
  /** The number that is judged, from finished episodes. */
  readonly value: (episodes: readonly EpisodeSummary[]) => number;
  readonly passed: (value: number) => boolean;
}

export interface EpisodeSummary {
  readonly return: number;
  readonly length: number;
  readonly terminated: boolean;
  /** The observation after the last step, before the reset. */
  readonly finalObservation: Float32Array;
}

/** What is known of an environment before it runs. */
export interface EnvironmentSpec {
  readonly id: string;
  readonly observation: ObservationSpace;
  readonly action: ActionSpace;
  /** Steps after which an episode is truncated; undefined: never. */
  readonly timeLimit: number | undefined;
  readonly solved: SolvedCriterion | undefined;
}

/** One step of N environments. All arrays are reused by the next call: copy what must outlive it. */
export interface VectorStep {
  /** [N], in the environment's reward units. */
  readonly reward_N: Float64Array;
  /** [N], 1 where the episode ended by the environment's own rule. */
  readonly terminated_N: Uint8Array;
  /** [N], 1 where the time limit cut the episode (never together with terminated). */
  readonly truncated_N: Uint8Array;
  /** [N, O], the observation that the step led to; of a finished episode the *final* one. */
  readonly nextObservation_NO: Float32Array;
  /** [N, O], the observation to act on next: that of the new episode where one ended (same-step autoreset). */
  readonly observation_NO: Float32Array;
}

/** What a checkpoint keeps of an environment, streams included. */
export interface EnvironmentState {
  /** Everything that the next step reads: integration states and what the last step derived from them, counters. */
  readonly arrays: Readonly<Record<string, Float64Array | Float32Array | Int32Array | Uint8Array>>;
  readonly stream: readonly number[];
  /**
   * False: the running episodes cannot be continued from this (a simulator in another process that does not tell all).
   * Whoever restores it starts new episodes with `reset` and says so. Default true.
   */
  readonly exact?: boolean;
}

/** N copies of one environment, stepped together in one thread. */
export interface VectorEnvironment {
  readonly spec: EnvironmentSpec;
  readonly count: number;
  /** Starts N new episodes and returns their first observations, [N, O]. */
  reset(): Float32Array;
  /**
   * One step each. A box action is given in the environment's own units, [N, A]; a finite one as an index, [N].
   * Actions outside the box are clipped to it.
   */
  step(action: Float32Array | Int32Array): VectorStep;
  /** A copy of everything that later steps depend on. */
  state(): EnvironmentState;
  /**
   * Becomes what it was; called after `reset`, on as many copies. The next call is `step`, or `reset` if the state is not
   * exact.
   */
  restore(state: EnvironmentState): void;
  /** What there is to draw; absent: nothing, so that observations are plotted. */
  readonly scene?: Scene | undefined;
  /** Where the geoms of one copy are, written into `poses`; for environments with a scene. */
  pose?(copy: number, poses: Poses): void;
  dispose(): void;
}

/** The value in the `environment` slot: makes as many vectorised copies as the run needs. */
export interface EnvironmentFactory {
  readonly spec: EnvironmentSpec;
  /** Loads what `create` needs and cannot wait for. To be awaited once before it, where it exists. */
  readonly prepare?: () => Promise<void>;
  /** @param count - copies; @param stream - the only source of randomness of these copies. */
  create(count: number, stream: Stream): VectorEnvironment;
  /** What it declares about its dynamics; absent: nothing but that they can be simulated. */
  readonly model?: DeclaredModel;
}
