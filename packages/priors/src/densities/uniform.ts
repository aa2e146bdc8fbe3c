import { definePlugin, Tokens, uniformDensity } from '@vem/framework';
import { z } from 'zod';

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
  provides: ['density', 'sample', 'enumerate', 'space:box', 'space:finite'],
  inject: [Tokens.action],
  create: ({ reference }, action) => ({
    program: (step) => ({
      at: (observation_BO) => uniformDensity(action, reference, observation_BO.shape[0]!, step.noise),
    }),
  }),
});
