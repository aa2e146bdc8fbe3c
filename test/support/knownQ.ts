import * as tf from '@tensorflow/tfjs-core';
import { type BoundSlot, definePlugin } from '@vem/framework';
import { z } from 'zod';

/**
 * A value estimator that knows the value of actions and learns nothing.
 *
 * @param q - from actions [S, B, A] in box units to values [S, B]
 */
export const knownQ = (
  q: (action_SBA: tf.Tensor) => tf.Tensor,
): BoundSlot<'valueEstimator', 'q' | 'actionGradient', never> =>
  definePlugin({
    slot: 'valueEstimator',
    name: 'known-q',
    description: 'A given function of the action',
    config: z.strictObject({}),
    provides: ['q', 'actionGradient'],
    inject: [],
    create: () => ({
      program: () => ({ q: (_observation_BO, sample) => q(sample.action_SBA), loss: () => ({ losses: [] }) }),
    }),
  })();

/** Q(a) = −h/2 |a − m|², in box units. */
export const quadraticQ = (curvature: number, optimum: readonly number[]) =>
  knownQ((action_SBA) => tf.mul(-curvature / 2, tf.sum(tf.square(tf.sub(action_SBA, [...optimum])), -1)));

/** A value estimator that knows the value of each finite action, the same at every state. */
export const knownActionValues = (values: readonly number[]): BoundSlot<'valueEstimator', 'q' | 'qAll', never> =>
  definePlugin({
    slot: 'valueEstimator',
    name: 'known-action-values',
    description: 'Given values of finite actions',
    config: z.strictObject({}),
    provides: ['q', 'qAll'],
    inject: [],
    create: () => ({
      program: () => ({
        q: (_observation_BO, sample) => tf.sum(tf.mul(sample.action_SBA, [...values]), -1),
        qAll: (observation_BO) => tf.tile(tf.tensor2d([[...values]]), [observation_BO.shape[0]!, 1]),
        loss: () => ({ losses: [] }),
      }),
    }),
  })();
