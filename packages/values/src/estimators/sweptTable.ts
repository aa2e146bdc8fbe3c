import type * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  definePlugin,
  type HostContext,
  horizonOf,
  horizonOption,
  ObservedTable,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { sampledValue } from './finiteActions.js';
import { HostTable } from './hostTable.js';
import { GROUP } from './regression.js';

const TABLE = 'q';

/** So many sweeps are meant to converge, fewer to be followed by others. */
const MANY = 1000;

const config = z.strictObject({
  horizon: horizonOption,
  tolerance: z
    .number()
    .positive()
    .default(1e-12)
    .describe(
      'without a horizon: sweeps end when no value of a state moved by more than this share of the largest value, or of 1 where all are smaller',
    ),
  maxSweeps: z
    .int()
    .positive()
    .default(100_000)
    .describe(
      'largest number of sweeps of one value phase, converged or not; few of them make modified policy iteration of policy iteration (Puterman and Shin 1978)',
    ),
});

/**
 * Q on tables, by sweeps over a known model: Q by the returns, V by the bootstrap, state after state, in place and in turns
 * from the first to the last and back (Gauss–Seidel: Sutton and Barto 2018, section 4.1), until nothing moves. With a
 * horizon, from the last step to the first, each with a table of its own: backward messages in the log-domain, Levine 2018,
 * arXiv:1805.00909, section 2.2. All in float64; programs read a copy.
 */
export const sweptTable = definePlugin({
  slot: 'valueEstimator',
  name: 'swept-table',
  description: 'Action values of every state, by sweeps over a known model to convergence or to a horizon',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
    where: 'eq. 10 and 12',
  },
  config,
  provides: ['q', 'qAll', 'host'],
  requires: [
    'environment.finite',
    'environment.tables',
    'prior.host',
    'likelihood.host',
    'bootstrap.host',
    'returns.host',
    'temperature.host',
    'model.host',
  ],
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ horizon: asked, tolerance, maxSweeps }, environment, observation, action, parameters) => {
    const horizon = horizonOf(asked, environment);
    const actions = actionWidth(action);
    const seen = new ObservedTable(
      parameters.group(GROUP, { trained: false }),
      { name: TABLE, columns: actions, horizon, initial: 0 },
      environment,
      observation,
    );
    const table = new HostTable(environment, actions, horizon);
    const values = (own: Readonly<Record<string, tf.Tensor>>, observation_BO: tf.Tensor) =>
      seen.at(own, observation_BO);
    return {
      program: (step) => ({
        qAll: (observation_BO) => values(step.parameters(GROUP), observation_BO),
        q: (observation_BO, sample) => sampledValue(values(step.parameters(GROUP), observation_BO), sample.action_SBA),
        loss: () => ({ losses: [] }),
      }),
      host: () => table,
      solve: (context) => {
        const swept = horizon === undefined ? table.sweep(context, tolerance, maxSweeps) : table.backward(context);
        const own = context.parameters(GROUP);
        for (let t = 0; t < (horizon ?? 1); t++) seen.write(own, t, table.values(t));
        const { settled, ...metrics } = swept;
        return { metrics: { ...metrics, value: startValue(context, table) }, stop: settled };
      },
      warnings: ({ sweeps, residual }) =>
        sweeps >= maxSweeps && maxSweeps >= MANY
          ? [
              `Slot "valueEstimator": values still moved by ${residual} after ${sweeps} sweeps. They may have no limit: without a discount, or where chance is inferred and rewards outweigh −α log γ per step.`,
            ]
          : [],
      state: () => table.state(),
      restore: (state) => table.restore(state),
    };
  },
});

/** What an episode is worth when it starts. */
function startValue({ model }: HostContext, table: HostTable): number {
  const { start_S } = model.tables();
  return table.worth().reduce((sum, value, s) => sum + (start_S[s] > 0 ? start_S[s] * value : 0), 0);
}
