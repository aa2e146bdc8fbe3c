import type { Stream } from '../random/stream.js';
import type { Copy, Phase } from './outcome.js';
import type { Progress } from './progress.js';

/** A finite Markov decision process, written out in float64. S states, A actions, row-major. */
export interface TransitionTables {
  readonly states: number;
  readonly actions: number;
  /** [S, A, S], probability of each next state; sums to 1 over the last axis. */
  readonly transition_SAS: Float64Array;
  /** [S, A, S], reward of each transition. */
  readonly reward_SAS: Float64Array;
  /** [S], 1 where the episode ends on arrival. */
  readonly terminal_S: Uint8Array;
}

/** p(a | s) as numbers. */
export interface PriorHost {
  /** [S, A], log p, of states that are observed one-hot; a potential where the density is one. */
  logProb(states: number): Float64Array;
}

/** The value estimate as numbers. */
export interface ValueEstimatorHost {
  /** [S, A] */
  values(): Float64Array;
}

/** The host's side of `ReturnsProgram`, on tables. */
export interface ReturnsHost {
  /** [S, A] from V [S]: reward, and what the next states are worth. */
  backup(value_S: Float64Array): Float64Array;
}

/** The host's side of `BootstrapProgram`, on tables. */
export interface BootstrapHost {
  /** [S] from Q [S, A]: what a state is worth under the next actor, KL costs included where they count. */
  value(q_SA: Float64Array): Float64Array;
}

export interface TemperatureHost {
  /** α > 0, in reward units. */
  alpha(): number;
}

export interface ModelHost {
  tables(): TransitionTables;
}

/** The other slots' host sides, as seen while a phase runs on the host. */
export interface HostSlots {
  readonly prior: PriorHost;
  readonly valueEstimator: ValueEstimatorHost;
  readonly bootstrap: BootstrapHost;
  readonly returns: ReturnsHost;
  readonly temperature: TemperatureHost;
  readonly model: ModelHost;
}

/**
 * What a slot's host side and its host phase work with: arrays and numbers instead of tensors. Made once per run; what
 * its members give is current at each call.
 */
export interface HostContext extends HostSlots {
  readonly progress: Progress;
  /** This slot's own random numbers on the host. */
  readonly stream: Stream;
  /** The batch of this update, [B, size] per column, as the data source filled it. */
  readonly batch: Readonly<Record<string, Float32Array>>;
  /** A parameter group's own memory, by tensor name: what is written here is what programs read from then on. */
  parameters(group: string, copy?: Copy): Readonly<Record<string, Float32Array>>;
  /** What an earlier step of this update published, flat. */
  result(phase: Phase, name: string): Float32Array | undefined;
}

/** What a phase on the host leaves. */
export interface HostOutcome {
  /** Numbers for the log, by name. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Whether an entry of the schedule with `until: 'stop'` is at its end. */
  readonly stop?: boolean;
}
