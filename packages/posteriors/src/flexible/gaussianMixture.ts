import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Belief,
  type Copy,
  definePlugin,
  describeNetwork,
  Mlp,
  networkOf,
  networkOptions,
  orderedRange,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { amortisedEStep } from '../amortised/eStep.js';
import { mixtureDensity } from './mixtureDensity.js';

const GROUP = 'posterior';

const config = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 in Haarnoja et al. 2018, arXiv:1812.05905, table 1',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
  }),
  components: z
    .int()
    .positive()
    .default(4)
    .describe('K, Gaussians that are mixed; 4 in the first public code of arXiv:1801.01290'),
  spread: z
    .number()
    .min(0)
    .default(0.5)
    .describe(
      'means of the components start this far to either side of 0, pre-squash, evenly spaced, in another order in each dimension: components that start alike stay alike. Chosen here',
    ),
  squash: z
    .enum(['tanh', 'identity'])
    .default('tanh')
    .describe('how pre-squash numbers become actions; tanh in arXiv:1801.01290, appendix C'),
  logStdRange: orderedRange()
    .default([-20, 2])
    .describe(
      'log σ of each component is clipped to these, in pre-squash units; −20 and 2 in the public code of arXiv:1801.01290',
    ),
});

/** [K, 1, A], evenly spaced in each dimension, in an order of its own. */
function offsets(components: number, dimension: number, spread: number): tf.Tensor {
  const place = (k: number, i: number) =>
    components === 1 ? 0 : (2 * ((k * (i + 1) + i) % components)) / (components - 1) - 1;
  const values = Array.from({ length: components }, (_, k) =>
    Array.from({ length: dimension }, (_, i) => [spread * place(k, i)]).flat(),
  );
  return tf.reshape(tf.tensor2d(values), [components, 1, dimension]);
}

/** π(a|s) = Σ_k w_k(s) N(μ_k(s), σ_k(s)) before the squash, all of it by one network: can have as many modes as components. */
export const gaussianMixture = definePlugin({
  slot: 'posterior',
  name: 'gaussian-mixture',
  description: 'A network that gives a mixture of Gaussians, squashed to the box',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic: Off-Policy Maximum Entropy Deep RL',
    arxiv: '1801.01290',
    where: 'its first public code',
  },
  config,
  provides: ['sample', 'logProb', 'mode', 'latents', 'components', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ components, spread, squash, logStdRange, ...options }, observation, action, parameters) => {
    const dimension = actionWidth(action);
    const network = new Mlp(
      parameters.group(GROUP, {
        learningRate: options.learningRate,
        contents: `${describeNetwork(options)}: mixture of ${components} ${squash} Gaussians, means from ±${spread}, log σ within ${logStdRange.join(' … ')}`,
      }),
      {
        name: 'policy',
        input: observation.size,
        ...networkOf(options),
        output: components * (1 + 2 * dimension),
      },
    );
    const infer = (step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online'): Belief => {
      const rows = observation_BO.shape[0]!;
      const output = network.forward(step.parameters(GROUP, copy), observation_BO);
      const sizes = [components, components * dimension, components * dimension];
      const [logit_BK, mean, logStd] = tf.split(output, sizes, 1);
      const perComponent = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [rows, components, dimension]), [1, 0, 2]);
      const mean_KBA = tf.add(perComponent(mean), offsets(components, dimension, spread));
      const logStd_KBA = tf.clipByValue(perComponent(logStd), ...logStdRange);
      return mixtureDensity({ logit_BK, mean_KBA, logStd_KBA }, squash, step.noise);
    };
    return {
      program: (step) => ({
        infer: (observation_BO, _purpose, copy) => infer(step, observation_BO, copy),
        loss: () => amortisedEStep(step, GROUP, (observation_BO, copy) => infer(step, observation_BO, copy)),
      }),
    };
  },
});
