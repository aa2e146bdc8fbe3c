import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, type BoundSlot, type Copy, definePlugin, Mlp, type StepContext, Tokens } from '@vem/framework';
import { checkValueEstimator } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { z } from 'zod';
import { exchanged } from '../../support/exchanged.js';
import { catches, type Mutant } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'valueEstimator'>;

/** A critic of actions and states, as small as can be; parts of it may be wrong. */
const right = definePlugin({
  slot: 'valueEstimator',
  name: 'small',
  description: 'A critic',
  config: z.strictObject({ group: z.string().default('valueEstimator').describe('of its loss') }),
  provides: ['q', 'v', 'actionGradient'],
  requires: ['environment.box'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ group: named }, observation, action, parameters) => {
    const group = parameters.group('valueEstimator', { target: { kind: 'polyak', tau: 0.1 } });
    const q = new Mlp(group, {
      name: 'q',
      input: observation.size + actionWidth(action),
      hidden: [8],
      activation: 'tanh',
      output: 1,
    });
    const v = new Mlp(group, { name: 'v', input: observation.size, hidden: [8], activation: 'tanh', output: 1 });
    const values = (step: StepContext, observation_BO: tf.Tensor, action_SBA: tf.Tensor, copy: Copy) => {
      const [samples, rows, width] = action_SBA.shape as [number, number, number];
      const input = tf.concat(
        [tf.tile(observation_BO, [samples, 1]), tf.reshape(action_SBA, [samples * rows, width])],
        1,
      );
      return tf.reshape(q.forward(step.parameters('valueEstimator', copy), input), [samples, rows]);
    };
    const worth = (step: StepContext, observation_BO: tf.Tensor, copy: Copy) =>
      tf.squeeze(v.forward(step.parameters('valueEstimator', copy), observation_BO), [1]);
    return {
      program: (step) => ({
        q: (observation_BO, { action_SBA }, copy) => values(step, observation_BO, action_SBA, copy),
        v: (observation_BO, copy) => worth(step, observation_BO, copy),
        loss: () => {
          const { observation_BO, action_BA } = step.batch;
          const target_B = step.returns.target();
          const q_B = tf.squeeze(values(step, observation_BO, tf.expandDims(action_BA, 0), 'online'), [0]);
          const error = tf.mean(tf.square(tf.sub(q_B, target_B)));
          const other = tf.mean(tf.square(tf.sub(worth(step, observation_BO, 'online'), target_B)));
          return { losses: [{ value: tf.add(error, other), group: named, rows: 'mean' }] };
        },
      }),
    };
  },
});

type Q = (observation_BO: tf.Tensor, sample: { action_SBA: tf.Tensor }, copy: Copy, reader: string) => tf.Tensor;
type Loss = () => { losses: { value: tf.Tensor; group: string; rows: 'mean' | 'coupled' }[] };
const withQ = (change: (q: Q) => Q): Bound =>
  exchanged<'valueEstimator'>(right(), (own) => ({ q: change(own.q as unknown as Q) }));
const withLoss = (change: (loss: Loss, step: StepContext) => ReturnType<Loss>): Bound =>
  exchanged<'valueEstimator'>(right(), (own, step) => ({ loss: () => change(own.loss as unknown as Loss, step) }));
const scaled = (loss: ReturnType<Loss>, change: (value: tf.Tensor) => tf.Tensor): ReturnType<Loss> => ({
  losses: loss.losses.map((each) => ({ ...each, value: change(each.value) })),
});
const ofQ = (step: StepContext) => {
  const { observation_BO, action_BA } = step.batch;
  return tf.squeeze(
    step.valueEstimator.q!(observation_BO, { action_SBA: tf.expandDims(action_BA, 0) }, 'online', 'eStep'),
    [0],
  );
};
const mutants: readonly Mutant<Bound>[] = [
  [
    'values that are centred over the rows',
    () =>
      withQ((q) => (...given) => {
        const x = q(...given);
        return tf.sub(x, tf.mean(x, 1, true));
      }),
    'each row by itself',
  ],
  [
    'values that are centred over the samples',
    () =>
      withQ((q) => (...given) => {
        const x = q(...given);
        return tf.sub(x, tf.mean(x, 0, true));
      }),
    'each sample by itself',
  ],
  [
    'copies that are one',
    () => withQ((q) => (o, a, _copy, reader) => q(o, a, 'online', reader)),
    'reads copy "target" alone',
  ],
  [
    'the target copy for everybody',
    () => withQ((q) => (o, a, _copy, reader) => q(o, a, 'target', reader)),
    'reads copy "online" alone',
  ],
  [
    'infinity far out',
    () => withQ((q) => (o, a, copy, reader) => tf.mul(q(o, a, copy, reader), tf.exp(tf.mean(tf.abs(o))))),
    'is finite at observations',
  ],
  [
    'an action that is detached',
    () =>
      withQ(
        (q) => (o, a, copy, reader) =>
          q(
            o,
            {
              action_SBA: tf.customGrad((x) => ({
                value: (x as tf.Tensor).clone(),
                gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor),
              }))(a.action_SBA),
            },
            copy,
            reader,
          ),
      ),
    'gradient in the action',
  ],
  [
    'a gradient of its own in the action',
    () =>
      withQ(
        (q) => (o, a, copy, reader) =>
          q(
            o,
            {
              action_SBA: tf.customGrad((x) => ({
                value: (x as tf.Tensor).clone(),
                gradFunc: (dy) => tf.mul(2, dy as tf.Tensor),
              }))(a.action_SBA),
            },
            copy,
            reader,
          ),
      ),
    'the slope of the values',
  ],
  ['a loss of another group', () => right({ group: 'posterior' }), 'a group of the plugin’s own'],
  ['a loss that climbs', () => withLoss((loss) => scaled(loss(), tf.neg)), 'towards the returns’ target'],
  [
    'a sum that says it is a mean',
    () => withLoss((loss, step) => scaled(loss(), (value) => tf.mul(step.batch.reward_B.size, value))),
    'the mean of what it is on parts',
  ],
  [
    'errors normalised over the batch',
    () =>
      withLoss((loss, step) => {
        const error_B = tf.sub(ofQ(step), step.returns.target());
        const value = tf.add(
          loss().losses[0].value,
          tf.div(tf.mean(tf.abs(error_B)), tf.sqrt(tf.mean(tf.square(error_B)))),
        );
        return { losses: [{ value, group: 'valueEstimator', rows: 'mean' }] };
      }),
    'the mean of what it is on parts',
  ],
  [
    'no target',
    () =>
      withLoss((_loss, step) => ({
        losses: [{ value: tf.mean(tf.square(ofQ(step))), group: 'valueEstimator', rows: 'mean' }],
      })),
    'asks for the returns’ target',
  ],
  ['no loss', () => withLoss(() => ({ losses: [] })), 'have a loss'],
  ['a member that is not there', () => ({ ...right(), provides: ['q', 'qAll'] }) as unknown as Bound, 'has `qAll`'],
];

describe('mutants of a value estimator', () => {
  catches<Bound>(checkValueEstimator, right as () => Bound, mutants);
});

describe('value estimators that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('valueEstimator'))('%s', (_name, plugin) => checkValueEstimator(bindSmall(plugin) as Bound));
});
