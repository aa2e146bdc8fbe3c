import * as tf from '@tensorflow/tfjs-core';
import { constant, definePlugin, detach, LOWEST_RAW, positive, rawOfPositive, Tokens } from '@vem/framework';
import { z } from 'zod';
import { evidenceOf } from './evidence.js';

const GROUP = 'temperature';
const RAW = 'raw';
const CODE = 'the public code of Hoffman et al. 2020, arXiv:2006.00979';

/**
 * The dual of an E-step that maximises E_q[Q] under E_s KL(q ‖ p) ≤ ε, as a function of its multiplier η:
 * L(η) = η ε + η E_s log E_p e^{Q/η}. It is convex; its derivative is ε − E_s KL(q_η ‖ p).
 *
 * @param q_SB - values of samples of the prior, or of all actions
 * @param logBase_SB - log of the weight that each has under the prior; adds up to 1 over S
 */
export function klDualLoss(eta: tf.Tensor, bound: number, q_SB: tf.Tensor, logBase_SB: tf.Tensor): tf.Tensor {
  // The largest value is taken out before the division, which would magnify its rounding errors where η is small.
  const largest_1B = tf.max(q_SB, 0, true);
  const logMean_B = tf.logSumExp(tf.add(tf.div(tf.sub(q_SB, largest_1B), eta), logBase_SB), 0);
  return tf.add(tf.mul(eta, tf.add(bound, tf.mean(logMean_B))), tf.mean(largest_1B));
}

/** α is the multiplier of a bound on KL(posterior ‖ prior): it adapts until the posterior uses the bound up. */
export const klDual = definePlugin({
  slot: 'temperature',
  name: 'kl-dual',
  description: 'Adapts α so that the posterior stays within a KL divergence of its prior, by the dual of that bound',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'non-parametric E-step, dual',
  },
  config: z.strictObject({
    bound: z
      .number()
      .positive()
      .default(0.1)
      .describe(`ε, the mean KL(posterior ‖ prior) over states, in nats; .1 in ${CODE}`),
    initialAlpha: z.number().positive().default(10).describe(`α at the start, in reward units; 10 in ${CODE}`),
    learningRate: z.number().positive().default(1e-2).describe(`rate of the raw α; 1e-2 in ${CODE}`),
  }),
  provides: ['dual', 'bound'],
  requires: ['posterior.weighted'],
  inject: [Tokens.parameters],
  create: ({ bound, initialAlpha, learningRate }, parameters) => {
    parameters
      .group(GROUP, { learningRate, project: [LOWEST_RAW, Number.POSITIVE_INFINITY] })
      .declare(RAW, [], constant(rawOfPositive(initialAlpha)));
    return {
      program: (step) => {
        const alpha = () => positive(step.parameters(GROUP)[RAW]);
        return {
          alpha,
          loss: () => {
            const [q_SB, logBase_SB] = [evidenceOf(step, 'q_SB'), evidenceOf(step, 'logBase_SB')].map(detach);
            const value = klDualLoss(alpha(), bound, q_SB, logBase_SB);
            return { losses: [{ value, group: GROUP, rows: 'mean' }], metrics: { alpha: alpha() } };
          },
        };
      },
    };
  },
});
