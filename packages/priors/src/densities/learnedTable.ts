import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  definePlugin,
  neededToSee,
  oneHotRowsOf,
  rowsByOption,
  Tokens,
  temperedCategorical,
  zeros,
} from '@vem/framework';
import { z } from 'zod';
import { exponentOption, learnedPriorOptions, PRIOR_GROUP } from './priorNetwork.js';

const TABLE = 'logits';

/** p_θ(a|s) over finitely many actions, a row of logits for each state that is told apart; uniform at the start. */
export const learnedTable = definePlugin({
  slot: 'prior',
  name: 'learned-table',
  description: 'A table of the probabilities of finite actions, for one-hot observations, that tasks may share',
  source: {
    title: 'Teh et al. 2017, Distral: Robust Multitask Reinforcement Learning',
    arxiv: '1707.04175',
    where: 'section 2.1, π₀',
  },
  config: z.strictObject({
    rows: rowsByOption('observation'),
    ...learnedPriorOptions,
    exponent: exponentOption,
    learningRate: z
      .number()
      .positive()
      .optional()
      .describe('step size of the logits, in nats of log-odds; unset: the optimiser’s'),
  }),
  provides: ['density', 'sample', 'mode', 'enumerate', 'learnable', 'target', 'space:finite'],
  requires: ['environment.finite'],
  refine: ({ rows }) => ({ requires: neededToSee(rows) }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ rows: by, target, trainable, exponent, learningRate }, observation, action, parameters) => {
    const rows = oneHotRowsOf(observation, by, { slot: 'prior', option: 'rows' });
    parameters
      .group(PRIOR_GROUP, {
        contents: 'table of logits',
        ...(trainable ? { learningRate, target } : { trained: false }),
      })
      .declare(TABLE, [rows.size, actionWidth(action)], zeros);
    return {
      program: (step) => ({
        at: (observation_BO, copy) => {
          const { [TABLE]: logits_RA } = step.parameters(PRIOR_GROUP, trainable ? copy : 'online');
          return temperedCategorical(tf.matMul(rows.of(observation_BO), logits_RA), exponent, step.noise);
        },
      }),
    };
  },
});
