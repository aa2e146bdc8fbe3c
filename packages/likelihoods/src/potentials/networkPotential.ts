import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  definePlugin,
  demonstrationOptions,
  forwardOnHost,
  type HostMlpShape,
  Mlp,
  ObservedSteps,
  type PairScores,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { GROUP, LEARNED_REWARD_REQUIRES, LearnedReward } from './learnedReward.js';

const config = z.strictObject({
  of: z
    .enum(['state', 'stateAction'])
    .default('state')
    .describe('what the reward depends on: what is observed of the state, or the action too'),
  hidden: z
    .array(z.int().positive())
    .default([32, 32])
    .describe('units per hidden layer; 2×32 in the public code of Gleave et al. 2022, arXiv:2211.11972'),
  activation: z
    .enum(['relu', 'tanh'])
    .default('tanh')
    .describe('of the hidden layers; tanh: smooth, so that quasi-Newton steps fit'),
  ...demonstrationOptions,
});

/** Numbers of the network, one for each action, or one for all of them. */
const perAction = (value_BX: tf.Tensor, actions: number): tf.Tensor =>
  value_BX.shape[1] === actions ? value_BX : tf.tile(value_BX, [1, actions]);

function networkOver(shape: HostMlpShape, network: Mlp, actions: number): PairScores {
  return {
    program: (parameters, state_BO) => perAction(network.forward(parameters, state_BO), actions),
    host: (parameters, state_SO) => {
      const value_SX = forwardOnHost(shape, parameters, state_SO);
      if (shape.output === actions) return value_SX;
      return Float64Array.from(
        { length: value_SX.length * actions },
        (_, pair) => value_SX[Math.floor(pair / actions)],
      );
    },
  };
}

/** r_w by a network: deep maximum-entropy inverse reinforcement learning, Wulfmeier et al. 2015, arXiv:1507.04888, eq. 11. */
export const networkPotential = definePlugin({
  slot: 'likelihood',
  name: 'network-potential',
  description: 'exp(r/α) with a reward that a network gives and demonstrations teach',
  source: {
    title: 'Wulfmeier et al. 2015, Maximum Entropy Deep Inverse Reinforcement Learning',
    arxiv: '1507.04888',
    where: 'eq. 11',
  },
  config,
  provides: ['host'],
  requires: LEARNED_REWARD_REQUIRES,
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ of, hidden, activation, ...options }, environment, observation, action, parameters) => {
    const actions = actionWidth(action);
    const shape: HostMlpShape = {
      name: 'reward',
      input: new ObservedSteps(observation, 1).width,
      hidden,
      activation,
      output: of === 'state' ? 1 : actions,
    };
    const network = new Mlp(parameters.group(GROUP, { contents: `reward by a ${activation} network` }), shape);
    const potential = networkOver(shape, network, actions);
    return new LearnedReward(potential, options, { environment, observation, action, parameters });
  },
});
