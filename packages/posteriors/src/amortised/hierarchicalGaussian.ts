import type * as tf from '@tensorflow/tfjs-core';
import {
  type Copy,
  definePlugin,
  describeNetwork,
  deviationOptions,
  GaussianNetwork,
  LatentGaussian,
  latentsOption,
  networkOf,
  networkOptions,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { amortisedEStep } from './eStep.js';

const GROUP = 'posterior';

const config = z.strictObject({
  latents: latentsOption,
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: 'of either level; as SAC’s here',
    activation: 'relu',
    activationSource: 'ReLU as for the other networks',
  }),
  ...deviationOptions('exponential', 1),
});

/** π(a|x) = ∫ π^H(z|x) π^L(a|z, x) dz: a latent Gaussian, and a Gaussian given it, before the squash. */
export const hierarchicalGaussian = definePlugin({
  slot: 'posterior',
  name: 'hierarchical-gaussian',
  description: 'A network that draws a latent variable, and one that acts given it, squashed to the box by tanh',
  source: {
    title: 'Tirumala et al. 2019, Exploiting Hierarchy for Learning and Transfer in KL-regularized RL',
    arxiv: '1903.07438',
  },
  config,
  provides: ['sample', 'pathwise', 'mode', 'latents', 'target', 'space:u'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ latents, ...options }, observation, action, parameters) => {
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${describeNetwork(options)}: latent of ${latents} and tanh Gaussian given it, ${GaussianNetwork.contents(options)}`,
    });
    const networks = new LatentGaussian(
      group,
      { network: networkOf(options), latents, deviation: options, sees: undefined, ownLow: true },
      observation,
      action,
      { slot: 'posterior', option: 'latents' },
    );
    const infer = (step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online') =>
      networks.at(step.parameters(GROUP, copy), observation_BO, step.noise);
    return {
      program: (step) => ({
        infer: (observation_BO, _purpose, copy) => infer(step, observation_BO, copy),
        loss: () => amortisedEStep(step, GROUP, (observation_BO, copy) => infer(step, observation_BO, copy)),
      }),
    };
  },
});
