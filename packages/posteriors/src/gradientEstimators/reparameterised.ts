import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type Belief,
  type Density,
  definePlugin,
  logProbOf,
  logRatio,
  measureOf,
  sampleOf,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './estimatorErrors.js';

const divergence = z.enum(['sampled', 'closedForm']);

/** [S, B], log(π/p) of each sample; or [1, B], KL(π ‖ p). @throws VEM_DIVERGENCE_UNKNOWN */
function klOf(how: z.output<typeof divergence>, belief: Belief, prior: Density, sample: ActionSample): tf.Tensor {
  if (how === 'sampled') return logRatio(belief, prior, sample);
  const kl_B = belief.klTo?.(prior);
  if (!kl_B) throw errors.divergenceUnknown('divergence', 'closedForm', 'sampled');
  return tf.expandDims(kl_B, 0);
}

/**
 * Pathwise gradient of the per-state objective: a = f(ε; φ), so ∇_φ E_π[Q − α log(π/p)] is the mean of the gradient
 * through the samples (Haarnoja et al. 2018, arXiv:1812.05905, eqs 9-10, with a general prior).
 */
export const reparameterised = definePlugin({
  slot: 'gradientEstimator',
  name: 'reparameterised',
  description: 'Gradient through sampled actions',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eqs 9-10',
  },
  config: z.strictObject({
    samples: z.int().positive().default(1).describe('actions per state; 1 in arXiv:1812.05905'),
    divergence: divergence
      .default('sampled')
      .describe(
        'how KL(π ‖ p) is found: `sampled`, log(π/p) of the drawn actions, as in arXiv:1812.05905; `closedForm`, of densities of one kind, without noise: for bounds that are small against what a batch of samples scatters by',
      ),
  }),
  provides: ['loss', 'anyState', 'perState'],
  requires: [
    'posterior.pathwise',
    'posterior.logProb',
    'prior.density',
    'valueEstimator.q',
    'valueEstimator.actionGradient',
  ],
  inject: [],
  create: ({ samples, divergence: how }) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const sample = sampleOf(belief, samples);
        const q_SB = step.valueEstimator.q(observation_BO, sample, 'online', 'eStep');
        const kl_SB = klOf(how, belief, step.prior.at(observation_BO, 'target'), sample);
        const objective_SB = tf.sub(q_SB, tf.mul(step.temperature.alpha(), kl_SB));
        const objective = tf.mean(objective_SB);
        const evidence = { entropy: tf.neg(tf.mean(logProbOf(belief, sample, measureOf(belief)))), kl: tf.mean(kl_SB) };
        return {
          loss: tf.neg(objective),
          rows: 'mean',
          perState_B: tf.neg(tf.mean(objective_SB, 0)),
          results: evidence,
          metrics: { objective, q: tf.mean(q_SB), ...evidence },
        };
      },
    }),
  }),
});
