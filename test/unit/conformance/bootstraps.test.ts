import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot, StepContext } from '@vem/framework';
import { checkBootstrap } from '@vem/framework/testing';
import { expectation, stateValues } from '@vem/values';
import { describe, it } from 'vitest';
import { exchanged } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'bootstrap'>;
type Value = (observation_BO: tf.Tensor) => tf.Tensor;

const right = (): Bound => expectation({ who: 'prior', samples: 4 });
const changed =
  (change: (value: Value, step: StepContext) => Value, bound: Bound = right()) =>
  (): Bound =>
    exchanged<'bootstrap'>(bound, (own, step) => ({ value: change(own.value as unknown as Value, step) }));
const of = (change: (value_B: tf.Tensor, observation_BO: tf.Tensor) => tf.Tensor) =>
  changed((value) => (observation_BO) => change(value(observation_BO), observation_BO));

describe('mutants of a bootstrap', () => {
  catches<Bound>(checkBootstrap, right, [
    ['a discount', of((value_B) => tf.mul(0.99, value_B)), 'raised by 7'],
    ['a sum over samples', of((value_B) => tf.mul(4, value_B)), 'raised by 7'],
    ['a mean over rows', of((value_B) => tf.add(tf.mul(0, value_B), tf.mean(value_B))), 'a value of its own'],
    ['values normalised over rows', of((value_B) => tf.sub(value_B, tf.mean(value_B))), 'a value of its own'],
    ['the batch’s states', changed((value, step) => () => value(step.batch.nextObservation_BO)), 'VEM_SLOT_SHAPE'],
    [
      'one state for all',
      changed((value) => (o) => value(tf.tile(tf.slice(o, [0, 0], [1, o.shape[1]!]), [o.shape[0]!, 1]))),
      /a value of its own/,
    ],
    [
      'infinity far out',
      of((value_B) => tf.mul(tf.sign(value_B), tf.sub(tf.exp(tf.abs(value_B)), 1))),
      'finite where observations',
    ],
    [
      'KL costs in a plain value',
      changed((value, step) => (o) => tf.sub(value(o), tf.mul(step.temperature.alpha(), 0.3))),
      'holds no KL costs',
    ],
    ['the best sample, and more', of((value_B) => tf.add(value_B, 0.9)), /no more than the best|worth that/],
  ]);
});

describe('more mutants of a bootstrap', () => {
  catches<Bound>(checkBootstrap, () => stateValues(), [
    ['a value that is 0', changed((value) => (o) => tf.mul(0, value(o)), stateValues()), 'depend on the state'],
    ['clipped values', changed((value) => (o) => tf.clipByValue(value(o), -2, 2), stateValues()), 'raised by 7'],
    [
      'an action’s worth too much',
      changed((value) => (o) => tf.add(value(o), 0.5), stateValues()),
      'no more than the best',
    ],
    ['[B, 1]', changed((value) => (o) => tf.expandDims(value(o), 1), stateValues()), 'VEM_SLOT_SHAPE'],
    [
      'rewards',
      changed((value, step) => (o) => tf.add(value(o), tf.mean(step.batch.reward_B)), stateValues()),
      /no more than the best|worth that/,
    ],
    ['squares', changed((value) => (o) => tf.square(value(o)), stateValues()), 'raised by 7'],
    ['minus', changed((value) => (o) => tf.neg(value(o)), stateValues()), 'raised by 7'],
    ['NaN', changed((value) => (o) => tf.sqrt(value(o)), stateValues()), 'values are finite'],
  ]);
});

describe('bootstraps that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('bootstrap'))('%s', (_name, plugin) => checkBootstrap(bindSmall(plugin) as Bound));
});
