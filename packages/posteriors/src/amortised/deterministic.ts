import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  actionWidth,
  type Belief,
  type Copy,
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
    hidden: [400, 300],
    hiddenSource: '400 and 300 in Fujimoto et al. 2018, arXiv:1802.09477, appendix C; 2×256 in its later public code',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1802.09477, appendix C',
  }),
});

/** One action per state, which draws repeat. It has no density, so that no KL divergence is known of it. */
function pointMass(u_BA: tf.Tensor): Belief {
  const [rows, width] = u_BA.shape as [number, number];
  const draw = (count: number): ActionSample => {
    const u_SBA = tf.add(tf.expandDims(u_BA, 0), tf.zeros([count, rows, width]));
    return { action_SBA: tf.tanh(u_SBA), preSquash_SBA: u_SBA };
  };
  return { spaces: ['u', 'box'], sample: draw, mode: () => draw(1) };
}

/**
 * π(a|s) = δ(a − tanh μ_φ(s)): what a posterior becomes as its temperature goes to 0 (Silver et al. 2014, Deterministic
 * Policy Gradient Algorithms, theorem 2; Lillicrap et al. 2016, arXiv:1509.02971).
 */
export const deterministic = definePlugin({
  slot: 'posterior',
  name: 'deterministic',
  description: 'A network that gives each state one action, the limit of a posterior at temperature 0',
  source: {
    title: 'Lillicrap et al. 2016, Continuous Control with Deep Reinforcement Learning',
    arxiv: '1509.02971',
    where: 'section 3',
  },
  config,
  provides: ['sample', 'pathwise', 'mode', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss', 'temperature.zero'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${describeNetwork(options)}: action before tanh`,
    });
    const shape = { input: observation.size, ...networkOf(options), output: actionWidth(action) };
    const network = new Mlp(group, { name: 'policy', ...shape });
    const infer = (step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online') =>
      pointMass(network.forward(step.parameters(GROUP, copy), observation_BO));
    return {
      program: (step) => ({
        infer: (observation_BO, _purpose, copy) => infer(step, observation_BO, copy),
        loss: () => amortisedEStep(step, GROUP, (observation_BO, copy) => infer(step, observation_BO, copy)),
      }),
    };
  },
});
