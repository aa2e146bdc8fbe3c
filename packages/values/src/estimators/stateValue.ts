import * as tf from '@tensorflow/tfjs-core';
import {
  type Copy,
  clippedDistance,
  type Distance,
  definePlugin,
  explainedVariance,
  halfSquare,
  huber,
  Mlp,
  meanOverRows,
  networkOf,
  networkOptions,
  type StepContext,
  Tokens,
  targetRule,
} from '@vem/framework';
import { z } from 'zod';
import { GROUP, regression } from './regression.js';

const config = z.strictObject({
  ...networkOptions({
    hidden: [64, 64],
    hiddenSource: '2×64 in Schulman et al. 2017, arXiv:1707.06347, section 6.1',
    activation: 'tanh',
    activationSource: 'tanh in arXiv:1707.06347, section 6.1',
  }),
  coefficient: z
    .number()
    .positive()
    .default(1)
    .describe(
      'weight c of the loss c E[½ (V − y)²]. It matters only where a norm is taken over several groups: Adam divides it out',
    ),
  clip: z
    .number()
    .positive()
    .optional()
    .describe(
      'how far V may move from its value when the roll-out was annotated before the loss stops following it, in reward units; unset: without limit. .2 in the public code of arXiv:1707.06347',
    ),
  huberDelta: z
    .number()
    .positive()
    .optional()
    .describe('distance from the target beyond which the loss is linear; unset: squares throughout'),
  target: targetRule(100, 'Song et al. 2019, arXiv:1909.12238')
    .optional()
    .describe('how a target copy follows; unset: there is none, and targets read the network as it is'),
});

/** V(s) by a network, fitted by ½ (V(s) − y)² against the returns' target at the batch's states. */
export const stateValue = definePlugin({
  slot: 'valueEstimator',
  name: 'state-value',
  description: 'A network for the value of states',
  source: {
    title: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms',
    arxiv: '1707.06347',
    where: 'eq. 9',
  },
  config,
  provides: ['v', 'rowWeights'],
  refine: ({ clip }) => ({ requires: clip === undefined ? [] : (['returns.advantage'] as const) }),
  inject: [Tokens.observation, Tokens.parameters],
  create: (options, observation, parameters) => {
    const { target, learningRate, coefficient, clip, huberDelta } = options;
    const group = parameters.group(GROUP, { learningRate, ...(target ? { target } : {}) });
    const network = new Mlp(group, { name: 'v', input: observation.size, ...networkOf(options), output: 1 });
    const unclipped = huberDelta === undefined ? halfSquare : huber(huberDelta);
    /** Around the values that the rows were annotated with. */
    const clippedTo =
      ({ batch }: StepContext, range: number): Distance =>
      (v_B, target_B) =>
        clippedDistance(unclipped, v_B, tf.squeeze(batch.columns.value, [1]), target_B, range);
    /** [B] */
    const value = (step: StepContext, observation_BO: tf.Tensor, copy: Copy) =>
      tf.squeeze(network.forward(step.parameters(GROUP, target ? copy : 'online'), observation_BO), [1]);
    return {
      program: (step) => ({
        v: (observation_BO, copy) => value(step, observation_BO, copy),
        loss: () => {
          const target_B = step.returns.target();
          const v_B = value(step, step.batch.observation_BO, 'online');
          const distance = clip === undefined ? unclipped : clippedTo(step, clip);
          const weighted = step.batch;
          const total = (distance_B: tf.Tensor) => tf.mul(coefficient, meanOverRows(weighted, distance_B));
          const outcome = regression([v_B], target_B, { name: 'v', distance, total, weighted });
          const explained = explainedVariance(v_B, target_B, weighted);
          return { ...outcome, metrics: { ...outcome.metrics, explainedVariance: explained } };
        },
      }),
    };
  },
});
