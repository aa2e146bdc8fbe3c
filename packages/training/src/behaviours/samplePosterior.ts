import { definePlugin, Tokens } from '@vem/framework';
import { z } from 'zod';
import { evaluationManner, neededToEvaluate, Sampling } from './sampling.js';
import { warmUpHold, warmUpSteps } from './warmUp.js';

const config = z.strictObject({
  warmUp: z
    .enum(['uniform', 'policy'])
    .default('uniform')
    .describe(
      'who acts before learning starts: uniform random actions (arXiv:1801.01290, public code), or the policy as initialised, as on-policy learning needs it',
    ),
  warmUpSteps,
  warmUpHold,
  clock: z
    .boolean()
    .default(false)
    .describe(
      'whether the steps since the episode began are carried as a part `time` of every observation: for tables that tell steps apart. Networks would see it too',
    ),
  evaluation: evaluationManner
    .default('mode')
    .describe('how evaluations act: tanh μ for a tanh-Gaussian (arXiv:1801.01290)'),
});

/** The posterior acts: a draw from it while training, its mode when evaluated. */
export const samplePosterior = definePlugin({
  slot: 'behaviour',
  name: 'sample-posterior',
  description: 'Acts by draws from the posterior, after a warm-up',
  config,
  provides: ['actsByPosterior', 'logMu', 'preSquash'],
  requires: ['posterior.sample'],
  refine: (options) => ({ requires: neededToEvaluate(options) }),
  inject: [Tokens.action, Tokens.asked],
  create: (options, action, asked) =>
    new Sampling(options, action, { plugin: 'sample-posterior', of: 'posterior', copy: 'online', record: asked }),
});
