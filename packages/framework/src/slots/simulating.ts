import type { VectorStep } from '../environment/environment.js';
import type { Stream } from '../random/stream.js';
import type { Progress } from './progress.js';

/**
 * What a behaviour tries actions with: P copies of each of N environments, which stand where those stand, and whose chance is
 * their own, so that nobody sees what will happen. Row p·N + n is copy p of environment n; R = P·N.
 */
export interface Simulating {
  /** N */
  readonly environments: number;
  /** [R, O], where the copies stand. */
  readonly observation_RO: Float32Array;
  /** One step of every copy. @param action_RA - box units or one-hot */
  step(action_RA: Float32Array): VectorStep;
  /** Each copy becomes what the one under its index was. */
  pick(index_R: Int32Array): void;
  /** What the behaviour's program says of states, [R, O]: its results, flat, by name. Reused by the next call. */
  ask(observation_RO: Float32Array): Readonly<Record<string, Float32Array>>;
  readonly stream: Stream;
  readonly progress: Progress;
}

/** How a behaviour acts while training that simulates what its actions lead to. */
export interface Simulation {
  /** P, copies of each environment. */
  readonly copies: number;
  /**
   * Writes [N, A] actions, box units or one-hot, and the declared columns. Returns numbers for the log, by name.
   */
  decide(
    simulating: Simulating,
    action_NA: Float32Array,
    columns: Readonly<Record<string, Float32Array>>,
  ): Readonly<Record<string, number>>;
}
