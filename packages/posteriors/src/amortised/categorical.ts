import type * as tf from '@tensorflow/tfjs-core';
import {
  type Belief,
  type Copy,
  categoricalDensity,
  definePlugin,
  describeNetwork,
  Mlp,
  networkOf,
  networkOptions,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { amortisedEStep } from './eStep.js';

const GROUP = 'posterior';

const config = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 in Haarnoja et al. 2018, arXiv:1812.05905, table 1',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
  }),
});

/**
 * π(a|s) over finitely many actions, its logits by a network: amortised inference. Its E-step ascends the per-state
 * objective E_π[Q] − α KL(π‖p) with the gradient that the estimator in its slot provides.
 */
export const categorical = definePlugin({
  slot: 'posterior',
  name: 'categorical',
  description: 'A network that gives each finite action its probability',
  source: {
    title: 'Christodoulou 2019, Soft Actor-Critic for Discrete Action Settings',
    arxiv: '1910.07207',
    where: 'section 3',
  },
  config,
  provides: ['sample', 'logProb', 'mode', 'enumerate', 'target', 'space:finite'],
  requires: ['environment.finite', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const network = new Mlp(
      parameters.group(GROUP, {
        learningRate: options.learningRate,
        contents: `${describeNetwork(options)}: logits`,
      }),
      {
        name: 'policy',
        input: observation.size,
        ...networkOf(options),
        output: action.kind === 'finite' ? action.count : action.dimension,
      },
    );
    const infer = (step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online'): Belief =>
      categoricalDensity(network.forward(step.parameters(GROUP, copy), observation_BO), step.noise);
    return {
      program: (step) => ({
        infer: (observation_BO, _purpose, copy) => infer(step, observation_BO, copy),
        loss: () => amortisedEStep(step, GROUP, (observation_BO, copy) => infer(step, observation_BO, copy)),
      }),
    };
  },
});
