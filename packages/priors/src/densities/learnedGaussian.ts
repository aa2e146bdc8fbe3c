import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, gaussianDensity, Tokens } from '@vem/framework';
import { z } from 'zod';
import { PriorNetwork, priorNetworkOptions } from './priorNetwork.js';

const config = z.strictObject({
  ...priorNetworkOptions,
  squash: z
    .enum(['tanh', 'identity'])
    .default('tanh')
    .describe(
      'how pre-squash numbers become actions; match the posterior’s. `identity`: unbounded in box units, clipped by the environment and by critics',
    ),
  deviation: z
    .enum(['softplus', 'exponential'])
    .default('softplus')
    .describe(
      'how the output x becomes σ. `softplus`: softplus(x) σ₀ / log 2 + σ_min, arXiv:2006.00979; `exponential`: eˣ within e^−20 … e², arXiv:1801.01290, as posteriors have it, so that parameters can be taken from one',
    ),
  initialStd: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      'σ₀, standard deviation at the start, pre-squash, under `softplus`; .5 in the public code of arXiv:2006.00979',
    ),
  minStd: z
    .number()
    .positive()
    .default(1e-6)
    .describe(
      'σ_min, least standard deviation, pre-squash, under `softplus`; 1e-6 in the public code of arXiv:2006.00979',
    ),
});

/** Of log σ, where σ is exponential; those of the Gaussian posteriors. */
const LOG_STD_RANGE = [-20, 2] as const;

/** log σ of the network's output. */
function logStd(x_BA: tf.Tensor, { deviation, initialStd, minStd }: z.output<typeof config>): tf.Tensor {
  if (deviation === 'exponential') return tf.clipByValue(x_BA, ...LOG_STD_RANGE);
  return tf.log(tf.add(tf.mul(initialStd / Math.LN2, tf.softplus(x_BA)), minStd));
}

const contentsOf = ({ deviation, initialStd, minStd, squash }: z.output<typeof config>): string =>
  deviation === 'exponential'
    ? `${squash} Gaussian, mean and log σ within ${LOG_STD_RANGE.join(' … ')}`
    : `${squash} Gaussian, mean and x of σ = softplus(x) ${initialStd} / log 2 + ${minStd}`;

/**
 * p_θ(a|s) = N(μ_θ(o), σ_θ(o)) before the squash, on a view o of the observation, with σ = softplus(x) σ₀ / log 2 + σ_min,
 * which is σ₀ at x = 0, or σ = eˣ.
 */
export const learnedGaussian = definePlugin({
  slot: 'prior',
  name: 'learned-gaussian',
  description: 'A Gaussian network, on all of the observation or on a view of it',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'M-step',
  },
  config,
  provides: ['density', 'sample', 'mode', 'gaussian', 'learnable', 'target', 'space:u'],
  requires: ['environment.box'],
  refine: ({ squash }) => ({ provides: squash === 'identity' ? ['space:box'] : [] }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const dimension = action.kind === 'box' ? action.dimension : action.count;
    const output = { size: 2 * dimension, contents: contentsOf(options) };
    const network = new PriorNetwork(options, output, observation, parameters);
    return {
      program: (step) => ({
        at: (observation_BO, copy) => {
          const [mean_BA, x_BA] = tf.split(network.forward(step, observation_BO, copy), 2, 1);
          return gaussianDensity({ mean_BA, logStd_BA: logStd(x_BA, options) }, options.squash, step.noise);
        },
      }),
    };
  },
});
