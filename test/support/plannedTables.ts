import * as tf from '@tensorflow/tfjs-core';
import { type BoundSlot, categoricalDensity, definePlugin } from '@vem/framework';
import { z } from 'zod';

const nothing = z.strictObject({});

/** [S, A, S′] probabilities, [S, A] rewards, and states where the episode ends on arrival. */
export interface Tables {
  readonly transition: readonly (readonly (readonly number[])[])[];
  readonly reward: readonly (readonly number[])[];
  readonly terminal: readonly boolean[];
}

/** The exact model of a table, sampled; states are observed one-hot. */
export const tableModel = ({ transition, reward, terminal }: Tables): BoundSlot<'model', 'step', never> =>
  definePlugin({
    slot: 'model',
    name: 'table-model',
    description: 'Tables, sampled',
    config: nothing,
    provides: ['step'],
    inject: [],
    create: () => ({
      program: (step) => ({
        step: (observation_BO, action_BA) => {
          const rows = observation_BO.shape[0]!;
          const perAction = transition[0].map((_, a) =>
            tf.matMul(observation_BO, tf.tensor2d(transition.map((ofState) => [...ofState[a]]))),
          );
          const chosen = (values: readonly tf.Tensor[]) =>
            values
              .map((value_BX, a) => tf.mul(value_BX, tf.slice(action_BA, [0, a], [rows, 1])))
              .reduce((sum, term) => tf.add(sum, term));
          const below_BO = tf.cumsum(chosen(perAction), 1, true);
          const passed_BO = tf.cast(tf.lessEqual(below_BO, step.noise.uniform([rows, 1])), 'float32');
          const index_B = tf.cast(tf.sub(tf.sum(passed_BO, 1), 1), 'int32') as tf.Tensor1D;
          const next_BO = tf.cast(tf.oneHot(index_B, terminal.length), 'float32');
          const rewards = reward[0].map((_, a) =>
            tf.matMul(observation_BO, tf.tensor2d(reward.map((ofState) => [ofState[a]]))),
          );
          const goesOn_O1 = tf.tensor2d(terminal.map((ends) => [ends ? 0 : 1]));
          return {
            next_BO,
            reward_B: tf.squeeze(chosen(rewards), [1]),
            continue_B: tf.squeeze(tf.matMul(next_BO, goesOn_O1), [1]),
          };
        },
        loss: () => ({ losses: [] }),
      }),
    }),
  })();

/** V(s) as given. */
export const tableValues = (value: readonly number[]): BoundSlot<'bootstrap', never, never> =>
  definePlugin({
    slot: 'bootstrap',
    name: 'table-values',
    description: 'Given values of states',
    config: nothing,
    inject: [],
    create: () => ({
      program: () => ({
        value: (observation_BO) => tf.squeeze(tf.matMul(observation_BO, tf.tensor2d(value.map((v) => [v]))), [1]),
      }),
    }),
  })();

/** π(a|s) as given; it asks for plans, so that they are recorded. */
export const tableProposal = (
  policy: readonly (readonly number[])[],
): BoundSlot<'posterior', 'sample' | 'logProb' | 'mode' | 'enumerate' | 'space:finite', 'behaviour.plans'> =>
  definePlugin({
    slot: 'posterior',
    name: 'table-proposal',
    description: 'A given policy',
    config: nothing,
    provides: ['sample', 'logProb', 'mode', 'enumerate', 'space:finite'],
    requires: ['behaviour.plans'],
    inject: [],
    create: () => ({
      program: (step) => ({
        infer: (observation_BO) => {
          const logits_OA = tf.tensor2d(policy.map((ofState) => ofState.map(Math.log)));
          return categoricalDensity(tf.matMul(observation_BO, logits_OA), step.noise);
        },
        loss: () => ({ losses: [] }),
      }),
    }),
  })();
