/**
 * A finite Markov decision process, written out in float64: only what can happen is kept, so that it grows with the number
 * of outcomes and not with the square of that of states. A pair of state s and action a is number s · A + a.
 *
 * Axes: S states, P = S · A pairs, E outcomes.
 */
export interface TransitionTables {
  /** S; those that are terminal are counted. */
  readonly states: number;
  /** A */
  readonly actions: number;
  /** [P + 1]; the outcomes of pair p are those from `first_P[p]` up to `first_P[p + 1]`, without it. */
  readonly first_P: Uint32Array;
  /** [E], the state that each outcome leads to. */
  readonly next_E: Uint32Array;
  /** [E], its probability, above 0; those of a pair sum to 1. */
  readonly probability_E: Float64Array;
  /** [E], its reward, in the environment's reward units. */
  readonly reward_E: Float64Array;
  /** [S], 1 where the episode ends on arrival. */
  readonly terminal_S: Uint8Array;
  /** [S], probability that an episode starts there; sums to 1. */
  readonly start_S: Float64Array;
}

/** A Markov decision process by functions, from which tables are written. */
export interface TablesDescription {
  readonly states: number;
  readonly actions: number;
  /** Says every outcome of a pair by `add(next, probability, reward)`. Called twice for each pair; not for terminal states. */
  readonly outcomes: (state: number, action: number, add: AddOutcome) => void;
  /** Absent: no state is terminal. */
  readonly terminal?: (state: number) => boolean;
  /** Probability that an episode starts there. */
  readonly start: (state: number) => number;
}

export type AddOutcome = (next: number, probability: number, reward: number) => void;
