import { flowForward, type HostContext, type Marginals, trajectoryFlow } from '@vem/framework';

/**
 * Marginals p(s_t | O), p(s_t, a_t | O) of the first steps: the start passed on along the trajectory posterior.
 *
 * @param logPolicyAt - log π [S, A] at a step
 * @param marginals - are written, one per step
 */
export function passForward(
  context: HostContext,
  logPolicyAt: (step: number) => Float64Array,
  marginals: readonly Marginals[],
): void {
  const tables = context.model.tables();
  const flow = trajectoryFlow(context, logPolicyAt);
  const beyond_S = new Float64Array(tables.states);
  marginals[0]?.state_S.set(flow.start_S);
  for (const [t, { state_S, pair_SA }] of marginals.entries()) {
    pair_SA.fill(0);
    flowForward(tables, flow.at(t), state_S, marginals[t + 1]?.state_S ?? beyond_S, pair_SA);
  }
}
