import * as tf from '@tensorflow/tfjs-core';
import {
  type Copy,
  definePlugin,
  halfSquare,
  huber,
  Mlp,
  networkOf,
  networkOptions,
  type StepContext,
  Tokens,
  targetRule,
} from '@vem/framework';
import { z } from 'zod';
import { GROUP } from './regression.js';

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

type Options = z.output<typeof config>;

/** [B], each row's own loss. */
function errors(v_B: tf.Tensor, target_B: tf.Tensor, step: StepContext, { clip, huberDelta }: Options): tf.Tensor {
  const distance = (value_B: tf.Tensor) =>
    huberDelta === undefined ? halfSquare(value_B, target_B) : huber(value_B, target_B, huberDelta);
  if (clip === undefined) return distance(v_B);
  const old_B = tf.squeeze(step.batch.columns.value, [1]);
  const near_B = tf.add(old_B, tf.clipByValue(tf.sub(v_B, old_B), -clip, clip));
  // The larger of the two: a value that moved too far gets no gradient unless moving back would help.
  return tf.maximum(distance(v_B), distance(near_B));
}

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
  provides: ['v'],
  refine: ({ clip }) => ({ requires: clip === undefined ? [] : (['returns.advantage'] as const) }),
  inject: [Tokens.observation, Tokens.parameters],
  create: (options, observation, parameters) => {
    const { target, learningRate, coefficient } = options;
    const group = parameters.group(GROUP, { learningRate, ...(target ? { target } : {}) });
    const network = new Mlp(group, { name: 'v', input: observation.size, ...networkOf(options), output: 1 });
    /** [B] */
    const value = (step: StepContext, observation_BO: tf.Tensor, copy: Copy) =>
      tf.squeeze(network.forward(step.parameters(GROUP, target ? copy : 'online'), observation_BO), [1]);
    return {
      program: (step) => ({
        v: (observation_BO, copy) => value(step, observation_BO, copy),
        loss: () => {
          const target_B = step.returns.target();
          const v_B = value(step, step.batch.observation_BO, 'online');
          const loss = tf.mul(coefficient, tf.mean(errors(v_B, target_B, step, options)));
          return {
            losses: [{ value: loss, group: GROUP, rows: 'mean' }],
            metrics: { v: tf.mean(v_B), target: tf.mean(target_B) },
          };
        },
      }),
    };
  },
});
