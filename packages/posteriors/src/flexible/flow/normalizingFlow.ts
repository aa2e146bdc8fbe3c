import type * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Belief,
  type Copy,
  definePlugin,
  describeNetwork,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { amortisedEStep } from '../../amortised/eStep.js';
import { flowDensity } from './flowDensity.js';
import { FlowNetwork } from './flowNetwork.js';
import { flowOptions } from './flowOptions.js';

const GROUP = 'posterior';

/** π(a|s) as an invertible map of Gaussian noise, squashed to the box: any shape that the map can make, with its exact log-density. */
export const normalizingFlow = definePlugin({
  slot: 'posterior',
  name: 'normalizing-flow',
  description: 'Noise through coupling layers, or through a spline in one dimension, squashed to the box',
  source: {
    title: 'Tang and Agrawal 2018, Boosting Trust Region Policy Optimization by Normalizing Flows Policy',
    arxiv: '1809.10326',
    where: 'section 4',
  },
  config: flowOptions,
  provides: ['sample', 'logProb', 'pathwise', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const dimension = actionWidth(action);
    const { layers, bins, scaleBound } = options;
    const kind = dimension === 1 ? `spline of ${bins} bins` : `${layers} coupling layers within ±${scaleBound}`;
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${describeNetwork(options)}: tanh flow, ${kind}`,
    });
    const network = new FlowNetwork(group, observation.size, dimension, options);
    const infer = (step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online'): Belief =>
      flowDensity(
        network.at(step.parameters(GROUP, copy), observation_BO),
        observation_BO.shape[0]!,
        dimension,
        step.noise,
      );
    return {
      program: (step) => ({
        infer: (observation_BO, _purpose, copy) => infer(step, observation_BO, copy),
        loss: () => amortisedEStep(step, GROUP, (observation_BO, copy) => infer(step, observation_BO, copy)),
      }),
    };
  },
});
