import { actionWidth, definePlugin, type PriorHost, Tokens, uniformDensity, uniformLogDensity } from '@vem/framework';
import { z } from 'zod';

/** The same log-density everywhere, on tables and for box actions. */
function flat(level: number, actions: number): PriorHost {
  let level_SA = new Float64Array(0);
  return {
    logProb(states) {
      if (level_SA.length !== states * actions) level_SA = new Float64Array(states * actions).fill(level);
      return level_SA;
    },
    gaussian: () => ({ precision: 0, constant: level }),
  };
}

/** Every action is as likely as any other: SAC, SQL and their relatives. */
export const uniform = definePlugin({
  slot: 'prior',
  name: 'uniform',
  description: 'The same density for all actions; the KL divergence becomes an entropy bonus',
  source: { title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms', where: 'table 1' },
  config: z.strictObject({
    reference: z
      .enum(['counting', 'normalised'])
      .default('counting')
      .describe(
        '`counting`: log p = 0, SAC’s entropy bonus, which can pay for staying alive; `normalised`: log p = −A log 2 or −log K, a pure cost. They differ by a constant per step',
      ),
  }),
  provides: ['density', 'sample', 'enumerate', 'host', 'linear', 'space:box', 'space:finite'],
  inject: [Tokens.action],
  create: ({ reference }, action) => ({
    program: (step) => ({
      at: (observation_BO) => uniformDensity(action, reference, observation_BO.shape[0]!, step.noise),
    }),
    host: () => flat(uniformLogDensity(action, reference), actionWidth(action)),
  }),
});
