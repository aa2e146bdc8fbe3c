import { flowForward, type HostContext, type Marginals, type TransitionTables } from '@vem/framework';

/** p(s_0 | O) ∝ p(s_0) e^{V(s_0)/α}, where chance is inferred; the start itself is chance. */
function inferredStart({ start_S }: TransitionTables, value_S: Float64Array, alpha: number): Float64Array {
  const largest = start_S.reduce((best, mass, s) => (mass > 0 ? Math.max(best, value_S[s]) : best), -Infinity);
  const weight_S = start_S.map((mass, s) => (mass > 0 ? mass * Math.exp((value_S[s] - largest) / alpha) : 0));
  const total = weight_S.reduce((sum, weight) => sum + weight, 0);
  return weight_S.map((weight) => weight / total);
}

/**
 * Marginals p(s_t | O), p(s_t, a_t | O) of the first steps: the start passed on through policy and chance, both as they are
 * given the future, so that nothing has to be normalised and nothing can underflow. The product of forward and backward
 * messages, Levine 2018, arXiv:1805.00909, section 2.2, is the same.
 *
 * @param logPolicyAt - log π [S, A] at a step
 * @param marginals - are written, one per step
 */
export function passForward(
  { model, returns, temperature, valueEstimator }: HostContext,
  logPolicyAt: (step: number) => Float64Array,
  marginals: readonly Marginals[],
): void {
  const tables = model.tables();
  const { horizon } = valueEstimator;
  const ends = new Float64Array(tables.states);
  // Where chance depends on the future, so does the start. After the last step of a horizon nothing comes.
  const after = (step: number) =>
    horizon !== undefined && step + 1 >= horizon ? ends : valueEstimator.worth(step + 1);
  const chanceOf = (step: number) => returns.chance?.(after(step));
  const start_S = returns.chance ? inferredStart(tables, valueEstimator.worth(), temperature.alpha()) : tables.start_S;
  const stationary = horizon === undefined ? chanceOf(0) : undefined;
  const beyond_S = new Float64Array(tables.states);
  marginals[0]?.state_S.set(start_S);
  for (const [t, { state_S, pair_SA }] of marginals.entries()) {
    const probability_E = horizon === undefined ? stationary : chanceOf(t);
    pair_SA.fill(0);
    flowForward(
      tables,
      { logPolicy: logPolicyAt(t), probability_E },
      state_S,
      marginals[t + 1]?.state_S ?? beyond_S,
      pair_SA,
    );
  }
}
