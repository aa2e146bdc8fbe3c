import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, type BoundSlot, definePlugin, Mlp, type ModelProgram, Tokens } from '@vem/framework';
import { checkModel } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { z } from 'zod';
import { exchanged } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'model'>;
type Step = NonNullable<ModelProgram['step']>;
type Imagined = ReturnType<Step>;

/** A network for the change of the state and the reward. */
const right = definePlugin({
  slot: 'model',
  name: 'small',
  description: 'A network',
  config: z.strictObject({}),
  provides: ['step', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (_options, observation, action, parameters) => {
    const group = parameters.group('model');
    const size = observation.size;
    const network = new Mlp(group, {
      name: 'model',
      input: size + actionWidth(action),
      hidden: [8],
      activation: 'tanh',
      output: size + 2,
    });
    return {
      program: (step) => {
        const predict = (o: tf.Tensor, a: tf.Tensor) => {
          const [change, reward, go] = tf.split(
            network.forward(step.parameters('model'), tf.concat([o, a], 1)),
            [size, 1, 1],
            1,
          ) as [tf.Tensor, tf.Tensor, tf.Tensor];
          return {
            next_BO: tf.add(o, change),
            reward_B: tf.squeeze(reward, [1]),
            continue_B: tf.squeeze(tf.sigmoid(go), [1]),
          };
        };
        return {
          step: predict,
          loss: () => {
            const { observation_BO, action_BA, nextObservation_BO, reward_B } = step.batch;
            const imagined = predict(observation_BO, action_BA);
            const value = tf.add(
              tf.mean(tf.square(tf.sub(imagined.next_BO, nextObservation_BO))),
              tf.mean(tf.square(tf.sub(imagined.reward_B, reward_B))),
            );
            return {
              losses: [
                { value: tf.add(value, tf.mul(1e-3, tf.mean(imagined.continue_B))), group: 'model', rows: 'mean' },
              ],
            };
          },
        };
      },
    };
  },
}) as unknown as () => Bound;
const stepped = (change: (imagined: Imagined, o: tf.Tensor, a: tf.Tensor) => Partial<Imagined>) => (): Bound =>
  exchanged<'model'>(right(), (own) => ({
    step: (o: tf.Tensor, a: tf.Tensor) => {
      const imagined = (own.step as unknown as Step)(o, a);
      return { ...imagined, ...change(imagined, o, a) };
    },
  }));
const withLoss =
  (change: (value: tf.Tensor) => tf.Tensor, group = 'model') =>
  (): Bound =>
    exchanged<'model'>(right(), (own) => ({
      loss: () => ({
        losses: (own.loss() as { losses: { value: tf.Tensor }[] }).losses.map((each) => ({
          ...each,
          value: change(each.value),
          group,
        })),
      }),
    }));

describe('mutants of a model', () => {
  catches<Bound>(checkModel, right, [
    ['chances as logits', stepped(({ reward_B }) => ({ continue_B: tf.mul(5, reward_B) })), 'lie in [0, 1]'],
    [
      'states normalised over rows',
      stepped(({ next_BO }) => ({ next_BO: tf.sub(next_BO, tf.mean(next_BO, 0, true)) })),
      'of each row is its own',
    ],
    [
      'rewards of all rows',
      stepped(({ reward_B }) => ({ reward_B: tf.add(reward_B, tf.mean(reward_B)) })),
      'of each row is its own',
    ],
    [
      'an overflow',
      stepped(({ next_BO }, o) => ({ next_BO: tf.add(next_BO, tf.exp(o)) })),
      'is finite at observations',
    ],
    [
      'an action that is not looked at',
      stepped(({ reward_B, continue_B }, o, a) => ({
        next_BO: tf.add(o, tf.mul(0, tf.sum(a, 1, true))),
        reward_B: tf.customGrad((x) => ({
          value: (x as tf.Tensor).clone(),
          gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor),
        }))(reward_B),
        continue_B,
      })),
      'gradient in the action',
    ],
    ['a loss that climbs', withLoss(tf.neg), 'towards what was recorded'],
    ['another’s group', withLoss((value) => value, 'posterior'), 'a group of the plugin’s own'],
    ['a sum over rows', withLoss((value) => tf.square(value)), 'the mean of what it is on parts'],
    ['no loss', () => exchanged<'model'>(right(), () => ({ loss: () => ({ losses: [] }) })), 'have a loss'],
    ['no step', () => exchanged<'model'>(right(), () => ({ step: undefined })), 'has `step`'],
    ['[O, B]', stepped(({ next_BO }) => ({ next_BO: tf.transpose(next_BO) })), 'VEM_SLOT_SHAPE'],
  ]);
});

describe('models that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('model'))('%s', (_name, plugin) => checkModel(bindSmall(plugin) as Bound));
});
