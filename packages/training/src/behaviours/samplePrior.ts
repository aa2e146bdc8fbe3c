import { definePlugin, Tokens } from '@vem/framework';
import { z } from 'zod';
import { assessmentManner, Sampling, warmUpHold, warmUpSteps } from './sampling.js';

const config = z.strictObject({
  warmUp: z
    .enum(['uniform', 'policy'])
    .default('policy')
    .describe(
      'who acts before learning starts: uniform random actions, or the prior as initialised (the public code of arXiv:2006.00979)',
    ),
  warmUpSteps,
  warmUpHold,
  assessment: assessmentManner
    .default('mode')
    .describe('how assessments act: the mean of a Gaussian (arXiv:1806.06920)'),
});

/** The prior acts, as it has been learned so far: a draw from it while training, its mode when assessed. */
export const samplePrior = definePlugin({
  slot: 'behaviour',
  name: 'sample-prior',
  description: 'Acts by draws from the prior, for posteriors that only exist where they are learned from',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
  },
  config,
  provides: ['actsByPrior'],
  requires: ['prior.sample'],
  inject: [Tokens.action],
  create: (options, action) =>
    new Sampling(options, action, (step, observation_NO) => step.prior.at(observation_NO, 'online')),
});
