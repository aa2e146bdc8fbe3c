import type { HostContext } from '../slots/host.js';
import type { TransitionTables } from '../tables/tables.js';
import type { Flow } from '../tables/visits.js';

/** Where trajectories start, and how they go on from each step. */
export interface TrajectoryFlow {
  /** [S], sums to 1. */
  readonly start_S: Float64Array;
  /** What a trajectory is worth before it starts, in reward units, KL costs included: α log p(O), or its bound where chance is fixed. */
  readonly worth: number;
  at(step: number): Flow;
}

type Start = Pick<TrajectoryFlow, 'start_S' | 'worth'>;

/** p(s_0 | O) ∝ p(s_0) e^{V(s_0)/α}, where chance is inferred; the start itself is chance. */
function inferredStart({ start_S }: TransitionTables, value_S: Float64Array, alpha: number): Start {
  const largest = start_S.reduce((best, mass, s) => (mass > 0 ? Math.max(best, value_S[s]) : best), -Infinity);
  const weight_S = start_S.map((mass, s) => (mass > 0 ? mass * Math.exp((value_S[s] - largest) / alpha) : 0));
  const total = weight_S.reduce((sum, weight) => sum + weight, 0);
  return { start_S: weight_S.map((weight) => weight / total), worth: largest + alpha * Math.log(total) };
}

const fixedStart = ({ start_S }: TransitionTables, value_S: Float64Array): Start => ({
  start_S,
  worth: start_S.reduce((sum, mass, s) => (mass > 0 ? sum + mass * value_S[s] : sum), 0),
});

/**
 * The trajectory posterior, step by step: through policy and chance, both as they are given the future, chance as the returns take it.
 * The product of forward and backward messages, Levine 2018, arXiv:1805.00909, section 2.2, is the same; nothing has to be
 * normalised, and nothing can underflow.
 *
 * @param logPolicyAt - log π [S, A] at a step
 */
export function trajectoryFlow(
  {
    model,
    returns,
    temperature,
    valueEstimator,
  }: Pick<HostContext, 'model' | 'returns' | 'temperature' | 'valueEstimator'>,
  logPolicyAt: (step: number) => Float64Array,
): TrajectoryFlow {
  const tables = model.tables();
  const { horizon } = valueEstimator;
  const ends = new Float64Array(tables.states);
  // Where chance depends on the future, so does the start. After the last step of a horizon nothing comes.
  const after = (step: number) =>
    horizon !== undefined && step + 1 >= horizon ? ends : valueEstimator.worth(step + 1);
  const chanceOf = (step: number) => returns.chance?.(after(step));
  const value_S = valueEstimator.worth();
  const start = returns.chance ? inferredStart(tables, value_S, temperature.alpha()) : fixedStart(tables, value_S);
  const stationary = horizon === undefined ? chanceOf(0) : undefined;
  return {
    ...start,
    at: (step) => ({
      logPolicy: logPolicyAt(step),
      probability_E: horizon === undefined ? stationary : chanceOf(step),
    }),
  };
}
