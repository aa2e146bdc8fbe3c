import { expectedOutcome } from '../tables/backups.js';
import { boltzmannPolicy } from '../tables/policies.js';
import { softMaximumAt } from '../tables/softMaximum.js';
import type { TransitionTables } from '../tables/tables.js';

/** Who acts as well as its temperature lets it. */
export interface ExpertOptions {
  /** α > 0, in reward units. */
  readonly alpha: number;
  /** γ, below 1 without a horizon or an end. */
  readonly discount: number;
  /** T, steps until the end, which are told apart; undefined: without end. */
  readonly horizon: number | undefined;
}

const TOLERANCE = 1e-12;
const MOST_SWEEPS = 100_000;

/**
 * log π of the best soft policy for the rewards that tables say, relative to the uniform prior, [S, A] at a step: soft value iteration, Fox et
 * al. 2016, arXiv:1512.08562, eq. 10 and 12.
 */
export function expertPolicy(
  tables: TransitionTables,
  { alpha, discount, horizon }: ExpertOptions,
): (step: number) => Float64Array {
  const { states, actions, terminal_S, reward_E } = tables;
  const logPrior_SA = new Float64Array(states * actions).fill(-Math.log(actions));
  const q_SA = new Float64Array(states * actions);
  let value_S = new Float64Array(states);
  const sweep = (): number => {
    const next_S = new Float64Array(states);
    let change = 0;
    for (let s = 0; s < states; s++) {
      if (terminal_S[s]) continue;
      for (let pair = s * actions; pair < (s + 1) * actions; pair++)
        q_SA[pair] = expectedOutcome(tables, reward_E, pair, value_S, discount);
      next_S[s] = softMaximumAt(q_SA, logPrior_SA, s * actions, actions, alpha);
      change = Math.max(change, Math.abs(next_S[s] - value_S[s]));
    }
    value_S = next_S;
    return change;
  };
  const policy = () => boltzmannPolicy(q_SA, logPrior_SA, actions, alpha);
  if (horizon !== undefined) {
    const backwards = Array.from({ length: horizon }, () => {
      sweep();
      return policy();
    });
    return (step) => backwards[Math.max(0, horizon - 1 - step)];
  }
  for (let count = 0; count < MOST_SWEEPS && sweep() > TOLERANCE; count++);
  const stationary = policy();
  return () => stationary;
}
