import { definePlugin, dropoutOption, networkOptions, type Reader, Tokens, targetRule } from '@vem/framework';
import { z } from 'zod';
import { type Aggregate, aggregate, combine } from './combine.js';
import { clipActions, learning, QNetworks } from './qNetworks.js';
import { GROUP } from './regression.js';

const config = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 in arXiv:1812.05905, table 1',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
  }),
  target: targetRule(1000, 'Haarnoja et al. 2018, arXiv:1801.01290, table 1 (hard target update)')
    .default({ kind: 'polyak', tau: 0.005 })
    .describe('how the target copies follow; τ = .005 after each update in arXiv:1812.05905, table 1'),
  combineForTarget: aggregate
    .default('min')
    .describe('how targets read the two critics; min in arXiv:1812.05905, eq. 5 ff. (clipped double Q)'),
  combineForEStep: aggregate
    .default('min')
    .describe('how the posterior’s E-step reads them; min in the paper, mean in its later public code'),
  clipActions,
  dropout: dropoutOption,
});

/** Two Q networks against overestimation, each with ½ (Q − y)² (arXiv:1812.05905, eq. 5), and their target copies. */
export const twinQ = definePlugin({
  slot: 'valueEstimator',
  name: 'twin-q',
  description: 'Two Q networks with Polyak targets',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eq. 5',
  },
  config,
  provides: ['q', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const { learningRate, target } = options;
    const group = parameters.group(GROUP, { learningRate, target });
    const networks = new QNetworks(['q1', 'q2'], options, observation, action, group);
    const how: Readonly<Record<Reader, Aggregate>> = {
      target: options.combineForTarget,
      eStep: options.combineForEStep,
      planner: options.combineForEStep,
    };
    return {
      program: (step) => ({
        q: (observation_BO, sample, copy, reader) =>
          combine(how[reader], networks.values(step, observation_BO, sample.action_SBA, copy, learning(reader, step))),
        loss: () => networks.regression(step),
      }),
    };
  },
});
