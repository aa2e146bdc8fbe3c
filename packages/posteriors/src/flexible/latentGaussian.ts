import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Belief,
  type Copy,
  definePlugin,
  describeNetwork,
  GaussianNetwork,
  type GaussianParameters,
  networkOf,
  networkOptions,
  orderedRange,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { amortisedEStep } from '../amortised/eStep.js';
import { latentDensity } from './latentDensity.js';

const GROUP = 'posterior';

const config = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: 'of each of the three networks; 2×256 in Haarnoja et al. 2018, arXiv:1812.05905, table 1',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
  }),
  latent: z
    .int()
    .positive()
    .default(4)
    .describe('Z, dimensions of the latent variable; as many as there are ways to act or more. Chosen here'),
  spread: z
    .number()
    .min(0)
    .default(1)
    .describe(
      'means of actions start this far apart per unit of z, pre-squash, each dimension by a dimension of z of its own where there are enough: a latent variable that starts without effect is soon ignored for good. Chosen here',
    ),
  logStdRange: orderedRange()
    .default([-20, 2])
    .describe(
      'log σ of z, of actions before tanh and of the auxiliary density is clipped to these; −20 and 2 in the public code of arXiv:1801.01290',
    ),
});

/** x [S, B, D] behind each state [B, O], [S·B, O + D]. */
function behind(observation_BO: tf.Tensor, x_SBD: tf.Tensor): tf.Tensor {
  const [samples, rows, width] = x_SBD.shape as [number, number, number];
  const states = samples === 1 ? observation_BO : tf.tile(observation_BO, [samples, 1]);
  return tf.concat([states, tf.reshape(x_SBD, [samples * rows, width])], 1);
}

/**
 * π(a|s) = ∫ π(z|s) π(a|z, s) dz: a Gaussian before tanh whose mean and σ depend on a Gaussian latent variable, so that actions can be
 * spread in any shape. Its density is not known; an auxiliary network that tells z from the action bounds it. All three networks ascend the
 * same objective, which is then a lower bound of J.
 */
export const latentGaussian = definePlugin({
  slot: 'posterior',
  name: 'latent-gaussian',
  description:
    'A Gaussian given a Gaussian latent variable, squashed to the box; an auxiliary network bounds its density',
  source: {
    title: 'Hausman et al. 2018, Learning an Embedding Space for Transferable Robot Skills',
    where: 'section 4.1, without its windows of a trajectory',
  },
  config,
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'latents', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ latent: latentSize, spread, logStdRange, ...options }, observation, action, parameters) => {
    const dimension = actionWidth(action);
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${describeNetwork(options)}: tanh Gaussian given ${latentSize} latent numbers, with their auxiliary density, log σ within ${logStdRange.join(' … ')}`,
    });
    const deviation = { deviation: 'exponential', initialStd: 1, minStd: 1e-6, logStdRange } as const;
    const network = (name: string, input: number, size: number) =>
      new GaussianNetwork(group, { name, input: observation.size + input, ...networkOf(options) }, size, deviation);
    const latent = network('latent', 0, latentSize);
    const policy = network('policy', latentSize, dimension);
    const auxiliary = network('auxiliary', dimension, latentSize);
    const turns = Array.from({ length: dimension }, (_, i) => i % latentSize);
    const infer = (step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online'): Belief => {
      const own = step.parameters(GROUP, copy);
      const at = (which: GaussianNetwork, x_SBD: tf.Tensor): GaussianParameters =>
        which.forward(own, behind(observation_BO, x_SBD));
      const model = {
        latent: latent.forward(own, observation_BO),
        given: (latent_SBZ: tf.Tensor) => {
          const { mean_BA, logStd_BA } = at(policy, latent_SBZ);
          const moved_SBA = tf.mul(spread, tf.gather(latent_SBZ, turns, 2));
          return { mean_BA: tf.add(mean_BA, tf.reshape(moved_SBA, mean_BA.shape)), logStd_BA };
        },
        recognised: (u_SBA: tf.Tensor) => at(auxiliary, u_SBA),
      };
      return latentDensity(model, observation_BO.shape[0]!, dimension, step.noise);
    };
    return {
      program: (step) => ({
        infer: (observation_BO, _purpose, copy) => infer(step, observation_BO, copy),
        loss: () => amortisedEStep(step, GROUP, (observation_BO, copy) => infer(step, observation_BO, copy)),
      }),
    };
  },
});
