import { definePlugin, dropoutOption, networkOptions, Tokens, targetRule } from '@vem/framework';
import { z } from 'zod';
import { clipActions, learning, QNetworks } from './qNetworks.js';
import { GROUP } from './regression.js';

/** One Q network, fitted by ½ (Q − y)² (Haarnoja et al. 2017, arXiv:1702.08165, eq. 11), and its target copy. */
export const singleQ = definePlugin({
  slot: 'valueEstimator',
  name: 'q',
  description: 'One Q network with a target copy',
  source: {
    title: 'Haarnoja et al. 2017, Reinforcement Learning with Deep Energy-Based Policies',
    arxiv: '1702.08165',
    where: 'eq. 11',
  },
  config: z.strictObject({
    ...networkOptions({
      hidden: [128, 128],
      hiddenSource: '2×128 in the public code of arXiv:1702.08165, 2×200 in the paper',
      activation: 'relu',
      activationSource: 'ReLU in arXiv:1702.08165',
    }),
    target: targetRule(1000, 'the public code of Haarnoja et al. 2017, arXiv:1702.08165')
      .default({ kind: 'copyEvery', updates: 1000 })
      .describe('how the target copy follows: wholly every so many updates, or a little after each'),
    clipActions,
    dropout: dropoutOption,
  }),
  provides: ['q', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const { learningRate, target } = options;
    const group = parameters.group(GROUP, { learningRate, target });
    const networks = new QNetworks(['q'], options, observation, action, group);
    return {
      program: (step) => ({
        q: (observation_BO, sample, copy, reader) =>
          networks.values(step, observation_BO, sample.action_SBA, copy, learning(reader, step))[0],
        loss: () => networks.regression(step),
      }),
    };
  },
});
