import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot, Density, StepContext } from '@vem/framework';
import { checkMStep } from '@vem/framework/testing';
import { distil } from '@vem/priors';
import { describe, it } from 'vitest';
import { exchanged } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'mStep'>;
interface Outcome {
  readonly losses: readonly { readonly value: tf.Tensor; readonly group: string; readonly rows: 'mean' | 'coupled' }[];
}
const right = (): Bound => distil();
const changed = (change: (outcome: Outcome, step: StepContext) => unknown) => (): Bound =>
  exchanged<'mStep'>(right(), (own, step) => ({ loss: () => change(own.loss() as Outcome, step) }));
const each = (change: (value: tf.Tensor, step: StepContext) => tf.Tensor) =>
  changed(({ losses }, step) => ({ losses: losses.map((loss) => ({ ...loss, value: change(loss.value, step) })) }));
const instead = (loss: (prior: Density, belief: Density, step: StepContext) => tf.Tensor) =>
  changed((_own, step) => {
    const prior = step.prior.at(step.batch.observation_BO, 'online');
    return { losses: [{ value: loss(prior, step.belief(), step), group: 'prior', rows: 'mean' }] };
  });

describe('mutants of an M-step', () => {
  catches<Bound>(checkMStep, right, [
    ['the wrong sign', each(tf.neg), 'towards the posterior'],
    [
      'a group that is not its own',
      changed(({ losses }) => ({ losses: losses.map((loss) => ({ ...loss, group: 'posterior' })) })),
      'a group of the plugin’s own',
    ],
    ['no loss', changed(() => ({ losses: [] })), 'has a loss of the prior'],
    [
      'a sum over the rows',
      each((value, step) => tf.mul(step.batch.reward_B.size, value)),
      'the mean of what it is on parts',
    ],
    [
      'a square of the mean',
      each((value, step) => tf.square(tf.add(value, tf.abs(tf.mean(step.batch.reward_B))))),
      'the mean of what it is on parts',
    ],
    [
      'nothing that moves the prior',
      instead((prior, _belief, step) => tf.add(tf.mul(0, sum(prior)), tf.mean(step.batch.reward_B))),
      'towards the posterior',
    ],
    ['towards 0', instead((prior) => squares(prior)), 'towards the posterior'],
    ['towards one side', instead((prior) => tf.neg(sum(prior))), 'towards the posterior'],
    ['NaN', each((value) => tf.sqrt(tf.sub(value, 1e4))), /finite/],
    ['a loss per row', each((value) => tf.tile(tf.reshape(value, [1]), [8])), 'VEM_SLOT_SHAPE'],
  ]);
});

const numbersOf = (density: Density) =>
  density.gaussian?.mean_BA ?? tf.slice(density.enumerate!().logProb_BA, [0, 0], [8, 1]);
const sum = (density: Density) => tf.mean(numbersOf(density));
const squares = (density: Density) => tf.mean(tf.square(numbersOf(density)));

describe('M-steps that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('mStep'))('%s', (_name, plugin) => checkMStep(bindSmall(plugin) as Bound));
});
