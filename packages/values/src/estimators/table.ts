import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Copy,
  constant,
  definePlugin,
  neededToSee,
  oneHotRowsOf,
  rowsByOption,
  type StepContext,
  Tokens,
  targetRule,
} from '@vem/framework';
import { z } from 'zod';
import { chosenValue, sampledValue } from './finiteActions.js';
import { GROUP, regression } from './regression.js';

const TABLE = 'q';

const config = z.strictObject({
  rows: rowsByOption('observation'),
  initial: z.number().default(0).describe('every entry at the start, in reward units; 0 in tabular Q-learning'),
  target: targetRule(1000, 'the public code of Haarnoja et al. 2017, arXiv:1702.08165')
    .optional()
    .describe('how a target copy follows; unset: targets read the table itself, as in tabular Q-learning'),
  learningRate: z
    .number()
    .positive()
    .optional()
    .describe(
      'share by which an entry moves to the mean target of its visits, under plain descent; unset: the optimiser’s',
    ),
});

/** [B], one over how often each row's state and action occur in the batch; both one-hot. */
function perVisit(row_BR: tf.Tensor, action_BA: tf.Tensor): tf.Tensor {
  const visits_RA = tf.matMul(row_BR, action_BA, true);
  return tf.reciprocal(chosenValue(tf.matMul(row_BR, visits_RA), action_BA));
}

/**
 * A table of values for states that are observed one-hot, as a whole or part by part. Each entry descends on the mean over its visits in the batch
 * of ½ (Q(s, a) − y)², so that rates are per visit, whatever the size of the batch: with plain descent,
 * Q ← Q + rate (y − Q) (Watkins 1989; with soft targets G-learning, Fox et al. 2016, arXiv:1512.08562).
 */
export const table = definePlugin({
  slot: 'valueEstimator',
  name: 'table',
  description: 'A table of action values for one-hot observations',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
  },
  config,
  provides: ['q', 'qAll'],
  requires: ['environment.finite'],
  refine: ({ rows }) => ({ requires: neededToSee(rows) }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ rows: by, initial, target, learningRate }, observation, action, parameters) => {
    const rows = oneHotRowsOf(observation, by, { slot: 'valueEstimator', option: 'rows' });
    parameters
      .group(GROUP, { learningRate, ...(target ? { target } : {}) })
      .declare(TABLE, [rows.size, actionWidth(action)], constant(initial));
    /** [B, A] */
    const values = (step: StepContext, observation_BO: tf.Tensor, copy: Copy) =>
      tf.matMul(rows.of(observation_BO), step.parameters(GROUP, target ? copy : 'online')[TABLE]);
    return {
      program: (step) => ({
        qAll: (observation_BO, copy) => values(step, observation_BO, copy),
        q: (observation_BO, sample, copy) => sampledValue(values(step, observation_BO, copy), sample.action_SBA),
        loss: () => {
          const { observation_BO, action_BA } = step.batch;
          const target_B = step.returns.target();
          const q_B = chosenValue(values(step, observation_BO, 'online'), action_BA);
          const total = (distance_B: tf.Tensor) =>
            tf.sum(tf.mul(perVisit(rows.of(observation_BO), action_BA), distance_B));
          return regression([q_B], target_B, { name: 'q', total, rows: 'coupled' });
        },
      }),
    };
  },
});
