import type { TransitionTables } from './tables.js';

/**
 * Σ_{s′} P (r + γ V(s′)), Bellman's equation: Sutton and Barto 2018, eq. 4.4. Nothing follows a terminal state.
 *
 * @param reward_E - rewards of the outcomes
 */
export function expectedOutcome(
  { first_P, next_E, probability_E, terminal_S }: TransitionTables,
  reward_E: Float64Array,
  pair: number,
  value_S: Float64Array,
  discount: number,
): number {
  let sum = 0;
  for (let e = first_P[pair]; e < first_P[pair + 1]; e++) {
    const next = next_E[e];
    sum += probability_E[e] * (terminal_S[next] ? reward_E[e] : reward_E[e] + discount * value_S[next]);
  }
  return sum;
}

/**
 * α log Σ_{s′} P e^{(r + V(s′))/α}, as if chance were on the agent's side: Levine 2018, arXiv:1805.00909, section 2.3.
 *
 * @param survival - probability that the episode goes on; else it is absorbed in a state that is worth 0
 * @param contraction - factor of V
 */
export function likeliestOutcome(
  { first_P, next_E, probability_E, terminal_S }: TransitionTables,
  reward_E: Float64Array,
  pair: number,
  value_S: Float64Array,
  alpha: number,
  survival = 1,
  contraction = 1,
): number {
  const [from, to] = [first_P[pair], first_P[pair + 1]];
  const mayEnd = survival < 1;
  let largest = -Infinity;
  for (let e = from; e < to; e++) {
    const worth = terminal_S[next_E[e]] ? 0 : contraction * value_S[next_E[e]];
    const best = reward_E[e] + (mayEnd && worth < 0 ? 0 : worth);
    if (best > largest) largest = best;
  }
  let sum = 0;
  for (let e = from; e < to; e++) {
    const end = Math.exp((reward_E[e] - largest) / alpha);
    if (terminal_S[next_E[e]]) {
      sum += probability_E[e] * end;
      continue;
    }
    const goesOn = Math.exp((reward_E[e] + contraction * value_S[next_E[e]] - largest) / alpha);
    sum += probability_E[e] * (mayEnd ? survival * goesOn + (1 - survival) * end : goesOn);
  }
  return largest + alpha * Math.log(sum);
}
