import { definePlugin, Tokens } from '@vem/framework';
import { z } from 'zod';
import { evaluationManner, neededToEvaluate, Sampling } from './sampling.js';
import { warmUpHold, warmUpSteps } from './warmUp.js';

const config = z.strictObject({
  warmUp: z
    .enum(['uniform', 'policy'])
    .default('policy')
    .describe(
      'who acts before learning starts: uniform random actions, or the prior as initialised (the public code of arXiv:2006.00979)',
    ),
  warmUpSteps,
  warmUpHold,
  copy: z
    .enum(['online', 'target'])
    .default('online')
    .describe(
      'whose draws are learned from: online, the prior as learned so far, or its lagging target copy (Song et al. 2019, arXiv:1909.12238); evaluations show the online one',
    ),
  evaluation: evaluationManner
    .default('mode')
    .describe('how evaluations act: the mean of a Gaussian (arXiv:1806.06920)'),
});

/** The prior acts, as it has been learned so far: a draw from it while training, its mode when evaluated. */
export const samplePrior = definePlugin({
  slot: 'behaviour',
  name: 'sample-prior',
  description: 'Acts by draws from the prior, for posteriors that only exist where they are learned from',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
  },
  config,
  provides: ['actsByPrior', 'logMu', 'preSquash'],
  requires: ['prior.sample'],
  refine: (options) => ({
    requires: [...neededToEvaluate(options), ...(options.copy === 'target' ? (['prior.target'] as const) : [])],
  }),
  inject: [Tokens.action, Tokens.asked],
  create: ({ copy, ...options }, action, asked) =>
    new Sampling(options, action, { plugin: 'sample-prior', of: 'prior', copy, record: asked }),
});
