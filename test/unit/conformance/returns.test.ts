import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot, Rollout, StepContext, Tensors } from '@vem/framework';
import { checkReturns } from '@vem/framework/testing';
import { generalisedAdvantages, nStep, oneStep, retrace } from '@vem/values';
import { describe, it } from 'vitest';
import { exchanged } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'returns'>;
const right = (): Bound => oneStep();
const along = (): Bound => generalisedAdvantages();
const target = (change: (own: () => tf.Tensor, step: StepContext) => tf.Tensor) => (): Bound =>
  exchanged<'returns'>(right(), (own, step) => ({
    target: () => change(own.target as unknown as () => tf.Tensor, step),
  }));
const own = (
  gamma: (step: StepContext) => tf.Tensor,
  reward = (step: StepContext) => step.likelihood.reward(step.batch),
) =>
  target((_own, step) =>
    tf.add(reward(step), tf.mul(gamma(step), step.bootstrap.value(step.batch.nextObservation_BO))),
  );
const ones = (x: tf.Tensor) => tf.sub(1, x);
const annotated = (change: (added: Tensors, rollout: Rollout, step: StepContext) => Tensors) => (): Bound =>
  exchanged<'returns'>(along(), (its, step) => ({
    annotate: (rollout: Rollout) => ({
      ...(its.annotate as unknown as (r: Rollout) => Tensors)(rollout),
      ...change((its.annotate as unknown as (r: Rollout) => Tensors)(rollout), rollout, step),
    }),
  }));
const detachedTarget = (x: tf.Tensor) =>
  tf.customGrad((given) => ({ value: (given as tf.Tensor).clone(), gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor) }))(
    x,
  );

describe('mutants of returns', () => {
  catches<Bound>(checkReturns, right, [
    ['a gradient', own((step) => tf.mul(0.99, ones(step.batch.terminated_B))), 'no gradient flows'],
    [
      'values after the end',
      target((_own, step) =>
        detachedTarget(
          tf.add(step.likelihood.reward(step.batch), tf.mul(0.99, step.bootstrap.value(step.batch.nextObservation_BO))),
        ),
      ),
      'nothing follows a terminated step',
    ],
    [
      'a time limit that ends',
      target((its, step) =>
        detachedTarget(
          tf.add(
            tf.mul(step.likelihood.reward(step.batch), step.batch.truncated_B),
            tf.mul(its(), ones(step.batch.truncated_B)),
          ),
        ),
      ),
      'after a time limit too',
    ],
    [
      'no reward',
      target((its, step) => tf.sub(its(), detachedTarget(step.likelihood.reward(step.batch)))),
      'grows with the reward',
    ],
    [
      'costs for rewards',
      target((its, step) => tf.sub(its(), tf.mul(2, detachedTarget(step.likelihood.reward(step.batch))))),
      'grows with the reward',
    ],
    [
      'another discount',
      target((_own, step) =>
        detachedTarget(
          tf.add(
            step.likelihood.reward(step.batch),
            tf.mul(tf.mul(0.9, ones(step.batch.terminated_B)), step.bootstrap.value(step.batch.nextObservation_BO)),
          ),
        ),
      ),
      'so is every target',
    ],
    [
      'the value of where it came from',
      target((_own, step) =>
        detachedTarget(
          tf.add(
            step.likelihood.reward(step.batch),
            tf.mul(
              tf.mul(0.99, ones(step.batch.terminated_B)),
              tf.add(0.1, step.bootstrap.value(step.batch.observation_BO)),
            ),
          ),
        ),
      ),
      'so is every target',
    ],
    [
      'targets normalised over rows',
      target((its) => {
        const y = its();
        return tf.sub(y, tf.mean(y));
      }),
      /of its own row|so is every|nothing follows/,
    ],
    ['squares', target((its) => tf.square(tf.mul(its(), tf.square(tf.square(its()))))), /finite|grows/],
    ['[B, 1]', target((its) => tf.expandDims(its(), 1)), 'VEM_SLOT_SHAPE'],
  ]);
});

/** Rewards summed backwards without regard for ends, γ = .99, by plain loops over rows. */
const sums = (rollout: Rollout, step: StepContext, crosses: boolean, backwards = true): tf.Tensor => {
  const { steps, count } = rollout.time;
  const reward = tf.unstack(tf.reshape(step.likelihood.reward(rollout), [steps, count]));
  const go = tf.unstack(tf.reshape(tf.sub(1, tf.maximum(rollout.terminated_B, rollout.truncated_B)), [steps, count]));
  const order = Array.from({ length: steps }, (_, t) => (backwards ? steps - 1 - t : t));
  const found: tf.Tensor[] = [];
  let sum: tf.Tensor = tf.zeros([count]);
  for (const t of order) {
    sum = tf.add(reward[t], tf.mul(0.99, crosses ? sum : tf.mul(go[t], sum)));
    found[t] = sum;
  }
  return detachedTarget(tf.stack(found));
};

describe('mutants of returns along roll-outs', () => {
  catches<Bound>(checkReturns, along, [
    [
      'sums across ends',
      annotated((_added, rollout, step) => ({ return: sums(rollout, step, true) })),
      'nothing crosses the end',
    ],
    [
      'sums in the wrong direction',
      annotated((_added, rollout, step) => ({ return: sums(rollout, step, false, false) })),
      'does not count for what is to come',
    ],
    [
      'environments as time',
      annotated(({ advantage }, { time }) => ({
        advantage: tf.reshape(tf.transpose(tf.reshape(advantage, [time.steps, time.count])), [time.steps, time.count]),
      })),
      /nothing crosses from one|grows with its own/,
    ],
    [
      'an advantage of all',
      annotated(({ advantage }) => ({ advantage: tf.sub(advantage, tf.mean(advantage)) })),
      'nothing crosses from one',
    ],
    [
      'a gradient',
      annotated(({ return: value }, rollout, step) => ({
        return: tf.add(value, tf.mul(0.01, tf.reshape(step.bootstrap.value(rollout.observation_BO), [6, 2]))),
      })),
      'no gradient flows',
    ],
    [
      'Monte Carlo returns that forget the time limit',
      annotated((_added, rollout, step) => ({ return: sums(rollout, step, false) })),
      /is bootstrapped|so is every return/,
    ],
    ['a discount too many', annotated(({ return: value }) => ({ return: tf.mul(0.99, value) })), 'so is every return'],
    [
      'an advantage that is a return',
      annotated(({ return: value }) => ({ advantage: value })),
      'there is no advantage',
    ],
    [
      'a column that is not given',
      () => exchanged<'returns'>(along(), () => ({ annotate: () => ({}) })),
      'each declared column',
    ],
    [
      'targets that are not annotated',
      () =>
        exchanged<'returns'>(along(), (_its, step) => ({
          target: () => tf.add(0.1, tf.squeeze(step.batch.columns.return, [1])),
        })),
      'the return that it was annotated with',
    ],
    [
      'one row too many',
      annotated(({ advantage }) => ({ advantage: tf.concat([tf.reshape(advantage, [-1]), tf.zeros([1])], 0) })),
      'VEM_SLOT_SHAPE',
    ],
  ]);
});

describe('returns that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('returns'))('%s', (_name, plugin) => checkReturns(bindSmall(plugin) as Bound));
  it.each<[string, Bound]>([
    ['n-step along sequences', nStep({ steps: 3 })],
    ['Retrace to the prior', retrace({ who: 'prior', lambda: 1 })],
  ])('%s', (_name, bound) => checkReturns(bound));
});
