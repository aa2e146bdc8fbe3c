import {
  boltzmannPolicy,
  divergenceAt,
  expectedOutcome,
  policyValueAt,
  softMaximumAt,
  type TransitionTables,
  visits,
} from '@vem/framework';

/** A policy and what it is measured against, on tables. */
export interface Beliefs {
  /** [S, A], log π of who acts, and log p. */
  readonly logPolicy: Float64Array;
  readonly logPrior: Float64Array;
  /** α > 0, in reward units. */
  readonly alpha: number;
}

/** How far a policy is from the exact posterior under its own prior and temperature. */
export interface Gaps {
  /** [S], V*(s), and J(s) of the policy; both with KL costs. */
  readonly best_S: Float64Array;
  readonly own_S: Float64Array;
  /** [S], KL(π‖π^B), nats. */
  readonly kl_S: Float64Array;
  /** [S, A], log π^B, the exact posterior. */
  readonly logExact: Float64Array;
  /** [S], plain return: the best there is, and the policy's. */
  readonly bestReturn_S: Float64Array;
  readonly ownReturn_S: Float64Array;
  /** [S], share of the policy's discounted time. */
  readonly visited_S: Float64Array;
}

const TOLERANCE = 1e-8;
const MOST_SWEEPS = 20_000;
/** Steps after which what is left of a sum without discount is left out. */
const LONGEST = 10_000;

/** V and Q of a rule that turns Q of a state into its value, by sweeps in place. */
function fixedPoint(
  tables: TransitionTables,
  discount: number,
  valueAt: (state: number, q_SA: Float64Array) => number,
): { readonly value_S: Float64Array; readonly q_SA: Float64Array } {
  const { states, actions, terminal_S, reward_E } = tables;
  const value_S = new Float64Array(states);
  const q_SA = new Float64Array(states * actions);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let change = 0;
    for (let i = 0; i < states; i++) {
      const s = sweep % 2 === 0 ? i : states - 1 - i;
      if (terminal_S[s]) continue;
      for (let pair = s * actions; pair < (s + 1) * actions; pair++)
        q_SA[pair] = expectedOutcome(tables, reward_E, pair, value_S, discount);
      const value = valueAt(s, q_SA);
      change = Math.max(change, Math.abs(value - value_S[s]));
      value_S[s] = value;
    }
    if (!(change > TOLERANCE)) break;
  }
  return { value_S, q_SA };
}

/** Holds a policy against the exact posterior. */
export function gapsOf(tables: TransitionTables, discount: number, { logPolicy, logPrior, alpha }: Beliefs): Gaps {
  const { states, actions } = tables;
  const best = fixedPoint(tables, discount, (s, q) => softMaximumAt(q, logPrior, s * actions, actions, alpha));
  const own = fixedPoint(tables, discount, (s, q) =>
    policyValueAt(q, logPolicy, logPrior, s * actions, actions, alpha),
  );
  const bestReturn = fixedPoint(tables, discount, (s, q) => Math.max(...q.subarray(s * actions, (s + 1) * actions)));
  const ownReturn = fixedPoint(tables, discount, (s, q) =>
    policyValueAt(q, logPolicy, logPolicy, s * actions, actions, 0),
  );
  const logExact = boltzmannPolicy(best.q_SA, logPrior, actions, alpha);
  const visited = visits(tables, () => logPolicy, { discount, horizon: LONGEST, tolerance: 1e-9 });
  const visited_S = Float64Array.from({ length: states }, (_, s) =>
    visited.subarray(s * actions, (s + 1) * actions).reduce((sum, mass) => sum + mass, 0),
  );
  const total = visited_S.reduce((sum, mass) => sum + mass, 0);
  return {
    best_S: best.value_S,
    own_S: own.value_S,
    kl_S: Float64Array.from({ length: states }, (_, s) => divergenceAt(logPolicy, logExact, s * actions, actions)),
    logExact,
    bestReturn_S: bestReturn.value_S,
    ownReturn_S: ownReturn.value_S,
    visited_S: visited_S.map((mass) => mass / total),
  };
}
