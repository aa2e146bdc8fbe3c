import type { TransitionTables } from './tables.js';

/** One step of a forward pass: where policy and chance lead. */
export interface Flow {
  /** [S, A], log π(a|s) */
  readonly logPolicy: Float64Array;
  /** [E], probability of each outcome; absent: that of the tables. Those of a pair may sum to less than 1: the rest is over. */
  readonly probability_E?: Float64Array | undefined;
}

/**
 * What is left of a distribution over states after a step, and how the pairs were visited on it. Terminal states pass
 * nothing on.
 *
 * @param state_S - [S], probability of each state at this step
 * @param next_S - [S], is written: that of each state at the next step, terminal ones included
 * @param pair_P - [S, A], is added to: `weight` times the probability of each pair
 */
export function flowForward(
  { states, actions, first_P, next_E, probability_E: ownProbability_E, terminal_S }: TransitionTables,
  { logPolicy, probability_E = ownProbability_E }: Flow,
  state_S: Float64Array,
  next_S: Float64Array,
  pair_P: Float64Array,
  weight = 1,
): void {
  next_S.fill(0);
  for (let s = 0; s < states; s++) {
    if (state_S[s] === 0 || terminal_S[s]) continue;
    for (let a = 0; a < actions; a++) {
      const pair = s * actions + a;
      const mass = state_S[s] * Math.exp(logPolicy[pair]);
      pair_P[pair] += weight * mass;
      for (let e = first_P[pair]; e < first_P[pair + 1]; e++) next_S[next_E[e]] += mass * probability_E[e];
    }
  }
}

/** How visits are counted. */
export interface VisitOptions {
  /** γ: a visit at step t counts γ^t. */
  readonly discount: number;
  /** Steps, from step 0 on; Infinity: until what is left counts less than `tolerance`. */
  readonly horizon: number;
  /** Largest weight that is left out of an infinite sum. Default 1e-12. */
  readonly tolerance?: number;
  /** [S], where episodes start; default: that of the tables. */
  readonly start_S?: Float64Array;
}

/**
 * Discounted visits of each pair, [S, A]: Σ_{t < T} γ^t P(s_t = s, a_t = a) under a policy and the tables' own chance. Without
 * terminal states they sum to (1 − γ^T)/(1 − γ).
 *
 * @param flowAt - log π [S, A] at a step, the same array at every step if the policy does not depend on time; or the flow, where
 *   chance is another than that of the tables
 */
export function visits(
  tables: TransitionTables,
  flowAt: (step: number) => Float64Array | Flow,
  { discount, horizon, tolerance = 1e-12, start_S = tables.start_S }: VisitOptions,
): Float64Array {
  const visited = new Float64Array(tables.states * tables.actions);
  let state_S = Float64Array.from(start_S);
  let next_S = new Float64Array(tables.states);
  for (let t = 0, weight = 1; t < horizon && weight * alive(tables, state_S) > tolerance; t++, weight *= discount) {
    const flow = flowAt(t);
    flowForward(tables, flow instanceof Float64Array ? { logPolicy: flow } : flow, state_S, next_S, visited, weight);
    [state_S, next_S] = [next_S, state_S];
  }
  return visited;
}

function alive({ terminal_S }: TransitionTables, state_S: Float64Array): number {
  let sum = 0;
  for (let s = 0; s < state_S.length; s++) if (!terminal_S[s]) sum += state_S[s];
  return sum;
}
