import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, categoricalDensity, definePlugin, type PriorHost, Tokens } from '@vem/framework';
import { z } from 'zod';
import * as errors from './priorErrors.js';

const probabilities = z
  .array(z.number().positive())
  .min(1)
  .refine((given) => Math.abs(given.reduce((sum, p) => sum + p, 0) - 1) < 1e-6, 'expected a sum of 1')
  .describe('p(a) of each action in order, the same at every state; above 0, 1 in sum');

function onTables(log_A: readonly number[]): PriorHost {
  let log_SA = new Float64Array(0);
  return {
    logProb(states) {
      if (log_SA.length !== states * log_A.length)
        log_SA = Float64Array.from({ length: states * log_A.length }, (_, pair) => log_A[pair % log_A.length]);
      return log_SA;
    },
  };
}

/** What is usually done, whatever the state: informative priors of G-learning, default behaviour. */
export const fixedCategorical = definePlugin({
  slot: 'prior',
  name: 'fixed-categorical',
  description: 'Given probabilities of finite actions, the same at every state',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
    where: 'section 3, ρ(a|s)',
  },
  config: z.strictObject({ probabilities }),
  provides: ['density', 'sample', 'mode', 'enumerate', 'host', 'space:finite'],
  requires: ['environment.finite'],
  inject: [Tokens.action],
  create: ({ probabilities: given }, action) => {
    const count = actionWidth(action);
    if (given.length !== count) throw errors.probabilitiesCount(count, given.length);
    const log_A = given.map(Math.log);
    return {
      program: (step) => ({
        at: (observation_BO) =>
          categoricalDensity(tf.tile(tf.tensor2d([log_A]), [observation_BO.shape[0]!, 1]), step.noise),
      }),
      host: () => onTables(log_A),
    };
  },
});
