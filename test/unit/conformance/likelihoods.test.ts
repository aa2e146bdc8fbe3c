import * as tf from '@tensorflow/tfjs-core';
import { type BoundSlot, constant, definePlugin, type StepContext, Tokens } from '@vem/framework';
import { checkLikelihood } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { z } from 'zod';
import { exchanged } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'likelihood'>;
type Rows = { readonly reward_B: tf.Tensor };
const detached = (x: tf.Tensor) =>
  tf.customGrad((given) => ({ value: (given as tf.Tensor).clone(), gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor) }))(
    x,
  );

/** Rewards times a factor that is learned, towards 2. */
const right = definePlugin({
  slot: 'likelihood',
  name: 'scaled',
  description: 'Rewards, scaled',
  config: z.strictObject({}),
  inject: [Tokens.parameters],
  create: (_options, parameters) => {
    parameters.group('likelihood').declare('factor', [], constant(1));
    const factor = (step: StepContext) => step.parameters('likelihood').factor;
    return {
      program: (step) => ({
        reward: ({ reward_B }) => tf.mul(detached(factor(step)), reward_B),
        loss: () => ({
          losses: [
            {
              value: tf.mean(tf.square(tf.sub(factor(step), tf.add(2, step.batch.reward_B)))),
              group: 'likelihood',
              rows: 'mean',
            },
          ],
        }),
      }),
    };
  },
}) as unknown as () => Bound;
const withReward =
  (change: (reward: (rows: Rows) => tf.Tensor, step: StepContext) => (rows: Rows) => tf.Tensor) => (): Bound =>
    exchanged<'likelihood'>(right(), (own, step) => ({
      reward: change(own.reward as unknown as (rows: Rows) => tf.Tensor, step),
    }));
const withLoss =
  (change: (value: tf.Tensor) => tf.Tensor, group = 'likelihood') =>
  (): Bound =>
    exchanged<'likelihood'>(right(), (own) => ({
      loss: () => ({
        losses: (own.loss() as { losses: { value: tf.Tensor }[] }).losses.map((each) => ({
          ...each,
          value: change(each.value),
          group,
        })),
      }),
    }));

describe('mutants of a likelihood', () => {
  catches<Bound>(checkLikelihood, right, [
    [
      'rewards normalised over the batch',
      withReward((reward) => (rows) => tf.sub(reward(rows), tf.mean(reward(rows)))),
      'a reward of its own',
    ],
    [
      'rewards of the row before',
      withReward((reward) => (rows) => {
        const x = reward(rows);
        return tf.concat([tf.slice(x, [0], [1]), tf.slice(x, [0], [x.size - 1])], 0);
      }),
      'a reward of its own',
    ],
    ['costs for rewards', withReward((reward) => (rows) => tf.neg(reward(rows))), 'a larger reward'],
    ['an exponential', withReward((reward) => (rows) => tf.exp(reward(rows))), 'are finite however large'],
    ['a logarithm', withReward((reward) => (rows) => tf.log(tf.add(2, reward(rows)))), /finite/],
    [
      'a gradient',
      withReward((_reward, step) => (rows) => tf.mul(step.parameters('likelihood').factor, rows.reward_B)),
      'no gradient flows',
    ],
    [
      'the batch’s rewards in windows',
      withReward((reward, step) => () => reward(step.batch)),
      /VEM_SLOT_SHAPE|rewards of windows/,
    ],
    ['[B, 1]', withReward((reward) => (rows) => tf.expandDims(reward(rows), 1)), 'VEM_SLOT_SHAPE'],
    ['a loss of another group', withLoss((value) => value, 'valueEstimator'), 'a group of the plugin’s own'],
    ['a loss that is a sum', withLoss((value) => tf.square(value)), 'the mean of what it is on parts'],
    ['a constant', withReward((reward) => (rows) => tf.add(1, tf.mul(0, reward(rows)))), 'a larger reward'],
  ]);
});

describe('likelihoods that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('likelihood'))('%s', (_name, plugin) => checkLikelihood(bindSmall(plugin) as Bound));
});
