import * as tf from '@tensorflow/tfjs-core';
import { type BoundSlot, definePlugin } from '@vem/framework';
import { z } from 'zod';

const nothing = z.strictObject({});

export interface LinearSystem {
  /** R, of −½ (s² + R a²). */
  readonly actionCost: number;
  /** W, of s ← s + a + N(0, W). */
  readonly noiseVariance: number;
}

/** The exact model of a scalar linear system with quadratic reward, behind the interface of learned ones. */
export const linearModel = ({
  actionCost,
  noiseVariance,
}: LinearSystem): BoundSlot<'model', 'step' | 'actionGradient', never> =>
  definePlugin({
    slot: 'model',
    name: 'linear-model',
    description: 'A scalar linear system',
    config: nothing,
    provides: ['step', 'actionGradient'],
    inject: [],
    create: () => ({
      program: (step) => ({
        step: (observation_BO, action_BA) => {
          const noise_BO = tf.mul(Math.sqrt(noiseVariance), step.noise.normal(observation_BO.shape));
          const cost_BO = tf.add(tf.square(observation_BO), tf.mul(actionCost, tf.square(action_BA)));
          const reward_B = tf.squeeze<tf.Tensor>(tf.mul(-0.5, cost_BO), [1]);
          return {
            next_BO: tf.add(tf.add(observation_BO, action_BA), noise_BO),
            reward_B,
            continue_B: tf.onesLike(reward_B),
          };
        },
        loss: () => ({ losses: [] }),
      }),
    }),
  })();

export interface QuadraticValue extends LinearSystem {
  /** V(s) = −½ curvature s² + constant. */
  readonly curvature: number;
  readonly constant: number;
  readonly discount: number;
  /** Q is so many times what it should be; default 1. */
  readonly factor?: number;
}

/** Q(s, a) = r + γ E[V(s′)] of that system, in closed form. */
export const linearQ = (value: QuadraticValue): BoundSlot<'valueEstimator', 'q' | 'actionGradient', never> =>
  definePlugin({
    slot: 'valueEstimator',
    name: 'linear-q',
    description: 'The value of a linear system',
    config: nothing,
    provides: ['q', 'actionGradient'],
    inject: [],
    create: () => ({
      program: () => ({
        q: (observation_BO, { action_SBA }) => {
          const { actionCost, noiseVariance, curvature, constant, discount, factor = 1 } = value;
          const next_SBA = tf.add(observation_BO, action_SBA);
          const cost_SBA = tf.add(tf.square(observation_BO), tf.mul(actionCost, tf.square(action_SBA)));
          const future_SBA = tf.add(tf.mul(-0.5 * curvature, tf.add(tf.square(next_SBA), noiseVariance)), constant);
          return tf.mul(factor, tf.squeeze(tf.add(tf.mul(-0.5, cost_SBA), tf.mul(discount, future_SBA)), [2]));
        },
        loss: () => ({ losses: [] }),
      }),
    }),
  })();

/** V(s) = −½ curvature s² of that system, but for a constant. */
export const linearValue = (curvature: number): BoundSlot<'bootstrap', never, never> =>
  definePlugin({
    slot: 'bootstrap',
    name: 'linear-value',
    description: 'The value of states of a linear system',
    config: nothing,
    inject: [],
    create: () => ({
      program: () => ({
        value: (observation_BO) => tf.squeeze(tf.mul(-0.5 * curvature, tf.square(observation_BO)), [1]),
      }),
    }),
  })();
