import * as tf from '@tensorflow/tfjs-core';
import { type ActionSample, definePlugin, type Noise, Tokens, targetRule } from '@vem/framework';
import { z } from 'zod';

/** Posteriors keep their parameters in the group of their slot. */
const POSTERIOR_GROUP = 'posterior';
const PAPER = 'Fujimoto et al. 2018, arXiv:1802.09477';

const config = z.strictObject({
  noise: z
    .number()
    .min(0)
    .default(0.2)
    .describe(`σ̃ of the noise on the next action, in box units; .2 in ${PAPER}, section 6.1; 0 leaves it out`),
  noiseClip: z
    .number()
    .positive()
    .default(0.5)
    .describe(`c, the noise is clipped to ±c, in box units; .5 in ${PAPER}, section 6.1`),
  target: targetRule(1000, 'Mnih et al. 2015, as copies of whole networks')
    .default({ kind: 'polyak', tau: 0.005 })
    .describe(`how the lagging copy of the policy follows; τ = .005 after every second update in ${PAPER}`),
});

/** clip(ã + clip(ε, −c, c), −1, 1), ε ~ N(0, σ̃²): arXiv:1802.09477, eqs 14-15. */
function smoothed(
  { action_SBA }: ActionSample,
  { noise: deviation, noiseClip }: z.output<typeof config>,
  noise: Noise,
): ActionSample {
  const noise_SBA = tf.clipByValue(tf.mul(deviation, noise.normal(action_SBA.shape)), -noiseClip, noiseClip);
  return { action_SBA: tf.clipByValue(tf.add(action_SBA, noise_SBA), -1, 1) };
}

/**
 * A state is worth what the lagging value estimator says of the lagging policy's action there, noise on it: near actions
 * get near values, and the policy cannot exploit a narrow peak (target policy smoothing).
 */
export const smoothedPolicy = definePlugin({
  slot: 'bootstrap',
  name: 'smoothed-policy',
  description: 'A state is worth the value of the lagging policy’s action, with clipped noise on it',
  source: {
    title: 'Fujimoto et al. 2018, Addressing Function Approximation Error in Actor-Critic Methods',
    arxiv: '1802.09477',
    where: 'eqs 14-15',
  },
  config,
  provides: ['plain'],
  requires: ['environment.box', 'posterior.mode', 'posterior.target', 'valueEstimator.q'],
  inject: [Tokens.parameters],
  create: (options, parameters) => {
    parameters.follow(POSTERIOR_GROUP, options.target);
    return {
      program: (step) => ({
        value: (observation_BO) => {
          const mode = step.posterior.infer(observation_BO, 'target', 'target').mode();
          const next = options.noise === 0 ? mode : smoothed(mode, options, step.noise);
          return tf.squeeze(step.valueEstimator.q(observation_BO, next, 'target', 'target'), [0]);
        },
      }),
    };
  },
});
