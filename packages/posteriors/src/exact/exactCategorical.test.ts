import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, definePlugin, Tokens, uniformDensity } from '@vem/framework';
import { checkPosterior } from '@vem/framework/testing';
import { fixedTemperature } from '@vem/posteriors';
import { describe, it } from 'vitest';
import { z } from 'zod';
import { categorical, exactCategorical } from '../index.js';

/** Different values at different states, from the observation's first entry. */
const values = definePlugin({
  slot: 'valueEstimator',
  name: 'given',
  description: 'Values that grow with the action and the observation',
  config: z.strictObject({ scale: z.number().describe('of the values, in reward units') }),
  provides: ['qAll'],
  inject: [Tokens.action],
  create: ({ scale }, action) => ({
    program: () => ({
      qAll: (observation_BO) => {
        const [rows] = observation_BO.shape;
        const each_A = tf.range(0, actionWidth(action), 1);
        return tf.mul(scale, tf.mul(tf.slice(observation_BO, [0, 0], [rows!, 1]), each_A));
      },
      loss: () => ({ losses: [] }),
    }),
  }),
});

const evenPrior = definePlugin({
  slot: 'prior',
  name: 'even',
  description: 'The same probability for every action',
  config: z.strictObject({}),
  provides: ['density', 'enumerate', 'space:finite'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    program: (step) => ({
      at: (observation_BO) => uniformDensity(action, 'normalised', observation_BO.shape[0]!, step.noise),
    }),
  }),
});

describe('posteriors over finite actions keep the rules of their slot', () => {
  const others = (scale: number, alpha: number) => ({
    others: [values({ scale }), evenPrior(), fixedTemperature({ alpha })],
  });

  it.each([
    ['categorical', () => checkPosterior(categorical({ hidden: [16] }))],
    ['categorical, without a hidden layer', () => checkPosterior(categorical({ hidden: [] }))],
    ['exact-categorical', () => checkPosterior(exactCategorical(), others(1, 0.5))],
    ['exact-categorical, nearly deterministic', () => checkPosterior(exactCategorical(), others(1, 1e-3))],
    [
      'exact-categorical, values a million times as large as α',
      () => checkPosterior(exactCategorical(), others(1e3, 1e-3)),
    ],
  ])('%s', (_name, check) => check());
});
