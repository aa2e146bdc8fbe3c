import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, detach, logRatio, type StepContext, sampleOf } from '@vem/framework';
import { z } from 'zod';

const config = z.strictObject({
  discount: z.number().min(0).max(1).default(0.99).describe('γ per environment step; .99 in arXiv:1812.05905, table 1'),
  regularised: z
    .enum(['sampledKl', 'none'])
    .default('sampledKl')
    .describe(
      'whether future KL costs count: `sampledKl` subtracts α log(π/p) of each drawn action, `none` leaves the plain value of the policy',
    ),
  samples: z.int().positive().default(1).describe('next actions per transition; 1 in arXiv:1812.05905'),
});

/** [B], mean over next actions of Q̄(s′, a′) − α log(π/p)(a′|s′), a′ from the belief. */
function nextValue(step: StepContext, { samples, regularised }: z.output<typeof config>): tf.Tensor {
  const { nextObservation_BO } = step.batch;
  const belief = step.posterior.infer(nextObservation_BO, 'target');
  const sample = sampleOf(belief, samples);
  const q_SB = step.valueEstimator.q!(nextObservation_BO, sample, 'target', 'target');
  if (regularised === 'none') return tf.mean(q_SB, 0);
  const kl_SB = logRatio(belief, step.prior.at(nextObservation_BO, 'target'), sample);
  return tf.mean(tf.sub(q_SB, tf.mul(step.temperature.alpha(), kl_SB)), 0);
}

/**
 * One-step target with the posterior acting next: y = r + γ (1 − d) E_{a′~π}[Q̄(s′, a′) − α log(π/p)], Haarnoja et al.
 * 2018, arXiv:1812.05905, eqs 2-3. Only termination stops the sum: a time limit is bootstrapped through.
 */
export const expectation = definePlugin({
  slot: 'bootstrap',
  name: 'expectation',
  description: 'One-step target: expected value of the posterior’s next action',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eqs 2-3',
  },
  config,
  requires: ['posterior.sample', 'valueEstimator.q'],
  refine: ({ regularised }) => ({ requires: regularised === 'none' ? [] : ['posterior.logProb', 'prior.density'] }),
  inject: [],
  create: (options) => ({
    program: (step) => ({
      target: () => {
        const { batch } = step;
        const continues_B = tf.mul(options.discount, tf.sub(1, batch.terminated_B));
        return detach(tf.add(step.likelihood.reward(batch), tf.mul(continues_B, nextValue(step, options))));
      },
    }),
  }),
});
