import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot, Density } from '@vem/framework';
import { checkTrustRegion } from '@vem/framework/testing';
import { decoupledGaussian } from '@vem/priors';
import { describe, it } from 'vitest';
import { exchanged } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'trustRegion'>;
interface Penalty {
  readonly loss: tf.Tensor;
  readonly losses: readonly { readonly value: tf.Tensor; readonly group: string; readonly rows: 'mean' | 'coupled' }[];
}
type Of = (previous: Density, current: Density) => Penalty;
const right = (): Bound => decoupledGaussian();
const changed = (change: (of: Of) => Of) => (): Bound =>
  exchanged<'trustRegion'>(right(), (own) => ({ penalty: change(own.penalty as unknown as Of) }));
const penalised = (change: (loss: tf.Tensor, previous: Density, current: Density) => tf.Tensor) =>
  changed((of) => (previous, current) => {
    const penalty = of(previous, current);
    return { ...penalty, loss: change(penalty.loss, previous, current) };
  });
const duals = (change: (value: tf.Tensor) => tf.Tensor, group?: string) =>
  changed((of) => (previous, current) => {
    const penalty = of(previous, current);
    return {
      ...penalty,
      losses: penalty.losses.map((each) => ({ ...each, value: change(each.value), group: group ?? each.group })),
    };
  });
const meanOf = ({ gaussian }: Density) => gaussian!.mean_BA;

describe('mutants of a trust region', () => {
  catches<Bound>(checkTrustRegion, right, [
    ['a reward for moving', penalised(tf.neg), 'grows with the move'],
    ['nothing', penalised((loss) => tf.mul(0, loss)), 'grows with the move'],
    [
      'a pull to one side',
      penalised((loss, _previous, current) => tf.add(loss, tf.mul(50, tf.mean(meanOf(current))))),
      /nothing pulls|grows with/,
    ],
    [
      'a divergence that is signed',
      penalised((_loss, previous, current) => tf.mean(tf.sub(meanOf(current), meanOf(previous)))),
      /nothing pulls|grows with/,
    ],
    [
      'distance from 0',
      penalised((_loss, _previous, current) => tf.mean(tf.square(tf.sub(meanOf(current), 0.2)))),
      'nothing pulls',
    ],
    [
      'a gradient in the copy alone',
      penalised((loss) =>
        tf.customGrad((x) => ({ value: (x as tf.Tensor).clone(), gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor) }))(
          loss,
        ),
      ),
      'leads back',
    ],
    ['multipliers that rise where the bound is kept', duals(tf.neg), 'multipliers rise'],
    ['multipliers without a bound', duals((value) => tf.mul(0, value)), 'multipliers rise'],
    ['multipliers of another group', duals((value) => value, 'prior'), /belong to its multipliers|VEM_LOSS_UNREACHED/],
    [
      'whom it does not hold',
      () => ({ ...right(), provides: ['penalty', 'holdsPosterior'] }) as unknown as Bound,
      '`holds` is what is declared',
    ],
    [
      'a sum over rows',
      penalised((loss, previous) => tf.mul(meanOf(previous).shape[0]!, loss)),
      'the mean of what it is on parts',
    ],
    ['overflow', penalised((loss) => tf.sub(tf.exp(loss), 1)), /finite far away|finite/],
    ['a penalty per row', penalised((loss) => tf.tile(tf.reshape(loss, [1]), [8])), 'VEM_SLOT_SHAPE'],
  ]);
});

describe('trust regions that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('trustRegion'))('%s', (_name, plugin) => checkTrustRegion(bindSmall(plugin) as Bound));
});
