import type { Stream } from '../random/stream.js';
import type { View } from './scene.js';
import type { ActionSpace } from './spaces.js';

export type ActionKind = ActionSpace['kind'];

/** How an action reaches `Dynamics.step`. */
export interface ActionOfKind {
  /** [A], single precision, in the environment's own units and already within its bounds. Reused: do not keep it. */
  readonly box: Float32Array;
  /** An index, 0 … count − 1. */
  readonly finite: number;
}

/** What one step sets. Before each step `reward` is NaN, so that a forgotten reward is noticed, and `terminated` false. */
export interface StepOutcome {
  /** In the environment's reward units. */
  reward: number;
  /** The episode ended by the environment's own rule. Time limits are not the dynamics' business. */
  terminated: boolean;
}

/**
 * One environment, written for one copy. Everything that changes lives in `state`, a view of `stateSize` numbers that
 * the caller owns: so any number of copies can be stepped, saved and restored without the dynamics knowing.
 */
export interface Dynamics<Kind extends ActionKind = ActionKind> {
  readonly stateSize: number;
  /** Starts an episode. `state` holds zeros. */
  reset(state: Float64Array, stream: Stream): void;
  /** Advances `state` and sets `outcome`. */
  step(state: Float64Array, action: ActionOfKind[Kind], outcome: StepOutcome, stream: Stream): void;
  /** Writes the whole observation, [O], from the state alone. */
  observe(state: Float64Array, observation: Float32Array): void;
  /** How it is drawn; absent: its observations are plotted. */
  readonly view?: View;
  /** Frees what the dynamics hold outside JavaScript's memory. They are not used afterwards. */
  dispose?(): void;
}
