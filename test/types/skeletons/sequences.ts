// Skeletons: proof on types, nothing runs. What algorithms share that learn off-policy from stretches of experience.
import * as tf from '@tensorflow/tfjs-core';
import {
  box,
  type Dynamics,
  defineEnvironment,
  definePlugin,
  environmentPlugin,
  logProbOf,
  observationSpace,
  sampleOf,
} from '@vem/framework';
import { z } from 'zod';
import { body } from './body.js';

/** Move to a goal: the observation has a part that says where it is. */
export const reaching = environmentPlugin(
  defineEnvironment({
    id: 'Reaching',
    description: 'Move to a goal',
    source: 'skeleton',
    config: z.strictObject({}),
    observation: observationSpace({ proprioception: 4, goal: 2 }),
    action: box({ low: [-1, -1], high: [1, 1] }),
    create: () => body<Dynamics<'box'>>(),
  }),
);

/** T consecutive steps per row. Carries: the ring of transitions. */
export const sequenceReplay = definePlugin({
  slot: 'data',
  name: 'sequence-replay',
  description: 'Uniform draws of sequences, whoever acted',
  config: z.strictObject({
    length: z.int().positive().default(10).describe('T; 10 in arXiv:1905.01240'),
    batchSize: z.int().positive().default(512).describe('sequences per batch; 512 in arXiv:1905.01240'),
  }),
  provides: ['replay', 'sequences'],
  inject: [],
  create: ({ length, batchSize }) => ({
    batchSize,
    sequenceLength: length,
    open: (columns) => columns,
    append: (transitions) => body(transitions),
    ready: () => body(),
    fill: (batch, stream) => body(batch, stream),
    state: () => body(),
    restore: (state) => body(state),
  }),
});

/** Retrace (Munos et al. 2016, arXiv:1606.02647) with KL costs; where it is closed, the whole KL in every state. */
export const retrace = definePlugin({
  slot: 'bootstrap',
  name: 'retrace',
  description: 'Off-policy returns along sequences, with truncated ratios',
  source: { title: 'Munos et al. 2016, Safe and Efficient Off-Policy Reinforcement Learning', arxiv: '1606.02647' },
  config: z.strictObject({
    discount: z.number().min(0).max(1).default(0.99).describe('γ per step'),
    lambda: z.number().min(0).max(1).default(0.9).describe('weight of longer returns'),
  }),
  requires: [
    'posterior.sample',
    'posterior.logProb',
    'prior.density',
    'valueEstimator.q',
    'behaviour.logMu',
    'behaviour.preSquash',
    'data.sequences',
  ],
  inject: [],
  create: ({ discount, lambda }) => ({
    program: (step) => ({
      target: () => {
        const { rows, steps, environments } = step.batch.sequence!;
        const belief = step.posterior.infer(rows.nextObservation_BO, 'target');
        const prior = step.prior.at(rows.nextObservation_BO, 'target');
        const q_SB = step.valueEstimator.q!(rows.nextObservation_BO, sampleOf(belief, 1), 'target', 'target');
        const kl_B = belief.klTo?.(prior) ?? body<tf.Tensor>(prior);
        const value_B = tf.sub(tf.squeeze(q_SB, [0]), tf.mul(step.temperature.alpha(), kl_B));
        const taken = {
          action_SBA: tf.expandDims(rows.action_BA, 0),
          preSquash_SBA: tf.expandDims(rows.columns.preSquash, 0),
        };
        const now = step.posterior.infer(rows.observation_BO, 'target');
        const ratio_B = tf.exp(tf.sub(logProbOf(now, taken, now.spaces[0]), tf.transpose(rows.columns.logMu)));
        const q_B = step.valueEstimator.q!(rows.observation_BO, taken, 'target', 'target');
        return body<tf.Tensor>(
          [steps, environments],
          step.likelihood.reward(rows),
          value_B,
          q_B,
          ratio_B,
          discount,
          lambda,
        );
      },
    }),
  }),
});
