import type * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  BatchNorm,
  batchNormOptions,
  type Copy,
  definePlugin,
  describeNetwork,
  deviationOptions,
  GaussianNetwork,
  gaussianDensity,
  networkOptions,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { amortisedEStep } from './eStep.js';

const GROUP = 'posterior';
const PAPER = 'Bhatt et al. 2024, arXiv:1902.05605';

const {
  layerNorm: _none,
  residual: _neither,
  ...network
} = networkOptions({
  hidden: [256, 256],
  hiddenSource: `2×256 in the public code of ${PAPER}`,
  activation: 'relu',
  activationSource: `ReLU in ${PAPER}`,
});

const config = z.strictObject({ ...network, ...deviationOptions('exponential', 1), ...batchNormOptions });

/**
 * π(a|s) = N(μ_φ(s), σ_φ(s)) before tanh, by a network whose units are normalised: over the batch in its own E-step, which couples the
 * batch's rows, and by running statistics for whoever else asks, so that acting, targets and stored policies see each state by itself.
 */
export const batchNormGaussian = definePlugin({
  slot: 'posterior',
  name: 'batch-norm-gaussian',
  description: 'A Gaussian network with batch normalisation, squashed to the box by tanh',
  source: {
    title: 'Bhatt et al. 2024, CrossQ: Batch Normalization in Deep Reinforcement Learning',
    arxiv: '1902.05605',
    where: 'public code',
  },
  config,
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const { hidden, activation, initialiser, outputGain } = options;
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${describeNetwork({ hidden, activation })} with batch normalisation: tanh Gaussian, ${GaussianNetwork.contents(options)}`,
    });
    const batchNorm = new BatchNorm(parameters, group, options);
    const shape = { name: 'policy', input: observation.size, hidden, activation, initialiser, outputGain, batchNorm };
    const gaussian = new GaussianNetwork(group, shape, actionWidth(action), options);
    return {
      scalars: batchNorm.scalars,
      conclude: (host) => batchNorm.conclude(host, 'eStep'),
      program: (step) => {
        const { running, batch, results } = batchNorm.open(step);
        const at = (observation_BO: tf.Tensor, copy: Copy = 'online', by = running) =>
          gaussianDensity(gaussian.forward(step.parameters(GROUP, copy), observation_BO, by), 'tanh', step.noise);
        return {
          infer: (observation_BO, _purpose, copy) => at(observation_BO, copy),
          loss: () => {
            const { losses, ...outcome } = amortisedEStep(step, GROUP, (observation_BO, copy) =>
              at(observation_BO, copy, copy === 'target' ? running : batch),
            );
            return {
              ...outcome,
              losses: losses.map((loss) => ({ ...loss, rows: 'coupled' as const })),
              rows: 'coupled',
              results: { ...outcome.results, ...results() },
            };
          },
        };
      },
    };
  },
});
