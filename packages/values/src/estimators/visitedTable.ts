import { actionWidth, definePlugin, type HostContext, ObservedTable, Tokens } from '@vem/framework';
import { z } from 'zod';
import { sampledValue } from './finiteActions.js';
import { HostTable } from './hostTable.js';
import { GROUP } from './regression.js';

const TABLE = 'q';

/** The rate of a pair that was visited n times, n counting from 1. */
const rateOf = (visits: number, power: number): number => visits ** -power;

/**
 * Q on a table from single transitions, in float64: Q ← (1 − κ) Q + κ (r + γ (1 − d) V(s′)), κ = n(s, a)^−ω, V by the
 * bootstrap: with soft maxima G-learning (Fox et al. 2016, arXiv:1512.08562, eq. 14 and 18), at α → 0 Q-learning (Watkins
 * 1989). Off-policy without weights, as a target asks for no action of whoever acts next. Programs read a copy.
 */
export const visitedTable = definePlugin({
  slot: 'valueEstimator',
  name: 'visited-table',
  description: 'A table of action values whose entries move by rates that fall with their visits',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
    where: 'eq. 14 and 18',
  },
  config: z.strictObject({
    power: z
      .number()
      .gt(0.5)
      .max(1)
      .default(0.8)
      .describe(
        'ω of κ = n(s, a)^−ω; above ½ and up to 1, so that sums of rates diverge and those of squares do not; .8 in arXiv:1512.08562, section 5',
      ),
  }),
  provides: ['q', 'qAll', 'host'],
  requires: [
    'likelihood.recorded',
    'environment.finite',
    'environment.tables',
    'data.visits',
    'prior.host',
    'likelihood.host',
    'bootstrap.host',
    'returns.host',
    'temperature.host',
  ],
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ power }, environment, observation, action, parameters) => {
    const actions = actionWidth(action);
    const seen = new ObservedTable(
      parameters.group(GROUP, { trained: false }),
      { name: TABLE, columns: actions, horizon: undefined, initial: 0 },
      environment,
      observation,
    );
    const table = new HostTable(environment, actions, undefined);
    return {
      program: (step) => ({
        qAll: (observation_BO) => seen.at(step.parameters(GROUP), observation_BO),
        q: (observation_BO, sample) => sampledValue(seen.at(step.parameters(GROUP), observation_BO), sample.action_SBA),
        loss: () => ({ losses: [] }),
      }),
      host: ({ bootstrap }) => ({
        horizon: undefined,
        values: () => table.values(),
        worth: () => table.worth().map((_value, state) => bootstrap.value(state, table.values())),
      }),
      solve: (context) => {
        const { pair, error, rate } = learn(context, table.values(), actions, power);
        // One entry moved, so one entry is handed over.
        context.parameters(GROUP)[TABLE][pair] = table.values()[pair];
        return { metrics: { error, rate } };
      },
      state: () => table.state(),
      restore: (state) => table.restore(state),
    };
  },
});

/** Moves the entry of the batch's one transition. */
function learn({ batch, bootstrap, returns }: HostContext, q_SA: Float64Array, actions: number, power: number) {
  const { observation, action, reward, nextObservation, terminated, visits } = batch;
  const pair = observation.indexOf(1) * actions + action[0];
  const ended = terminated[0] === 1;
  const worth = ended ? 0 : bootstrap.value(nextObservation.indexOf(1), q_SA);
  const rate = rateOf(visits[0], power);
  const error = returns.target(reward[0], worth, ended) - q_SA[pair];
  q_SA[pair] += rate * error;
  return { pair, error, rate };
}
