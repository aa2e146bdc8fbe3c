import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Copy,
  definePlugin,
  Mlp,
  networkOf,
  networkOptions,
  type Reader,
  type StepContext,
  Tokens,
  targetRule,
} from '@vem/framework';
import { z } from 'zod';
import { chosenValue, sampledValue } from './finiteActions.js';
import { GROUP, regression } from './regression.js';

const combination = z.enum(['min', 'mean']);

const config = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 in Haarnoja et al. 2018, arXiv:1812.05905, table 1',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
  }),
  critics: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .describe('networks that estimate the same Q; 2 against overestimation in Christodoulou 2019, arXiv:1910.07207'),
  combineForTarget: combination
    .default('min')
    .describe('what value targets make of two critics; min in arXiv:1910.07207, eq. 10 ff. (clipped double Q)'),
  combineForEStep: combination
    .default('min')
    .describe('what the posterior’s E-step and acting make of two critics; min in arXiv:1910.07207, algorithm 1'),
  target: targetRule(1000, 'the public code of Haarnoja et al. 2017, arXiv:1702.08165')
    .default({ kind: 'polyak', tau: 0.005 })
    .describe('how the target copy follows: a little after each update, or wholly every so many'),
});

/** Q networks with one output per action, each fitted by ½ (Q(s, a) − y)² at the action that was taken. */
export const actionValues = definePlugin({
  slot: 'valueEstimator',
  name: 'action-values',
  description: 'One or two Q networks with an output per action',
  source: {
    title: 'Christodoulou 2019, Soft Actor-Critic for Discrete Action Settings',
    arxiv: '1910.07207',
    where: 'section 3',
  },
  config,
  provides: ['q', 'qAll'],
  requires: ['environment.finite'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const { critics, learningRate, target } = options;
    const group = parameters.group(GROUP, { learningRate, target });
    const shape = { input: observation.size, ...networkOf(options), output: actionWidth(action) };
    const networks = ['q1', 'q2'].slice(0, critics).map((name) => new Mlp(group, { name, ...shape }));
    const combineFor: Readonly<Record<Reader, z.output<typeof combination>>> = {
      target: options.combineForTarget,
      eStep: options.combineForEStep,
      planner: options.combineForEStep,
    };
    /** [B, A] from each critic. */
    const values = (step: StepContext, observation_BO: tf.Tensor, copy: Copy) =>
      networks.map((network) => network.forward(step.parameters(GROUP, copy), observation_BO));
    const combined = (step: StepContext, observation_BO: tf.Tensor, copy: Copy, reader: Reader) =>
      values(step, observation_BO, copy).reduce((first, second) =>
        combineFor[reader] === 'min' ? tf.minimum(first, second) : tf.mul(0.5, tf.add(first, second)),
      );
    return {
      program: (step) => ({
        qAll: (observation_BO, copy, reader) => combined(step, observation_BO, copy, reader),
        q: (observation_BO, sample, copy, reader) =>
          sampledValue(combined(step, observation_BO, copy, reader), sample.action_SBA),
        loss: () => {
          const { batch } = step;
          const target_B = step.returns.target();
          const chosen = values(step, batch.observation_BO, 'online').map((q_BA) => chosenValue(q_BA, batch.action_BA));
          return regression(chosen, target_B, { name: 'q' });
        },
      }),
    };
  },
});
