import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot } from '@vem/framework';
import { checkMemory } from '@vem/framework/testing';
import { gru } from '@vem/training';
import { describe, it } from 'vitest';
import { componentExchanged, exchanged } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'memory'>;
const right = (): Bound => gru({ units: 4 });
const next = (change: (after: tf.Tensor, read: tf.Tensor, before: tf.Tensor) => tf.Tensor) => (): Bound =>
  exchanged<'memory'>(right(), (own) => ({
    next: (read: tf.Tensor, before: tf.Tensor) =>
      change((own.next as unknown as (r: tf.Tensor, b: tf.Tensor) => tf.Tensor)(read, before), read, before),
  }));
const sized = (size: number) => (): Bound => componentExchanged<'memory'>(right(), () => ({ size }));
const own = (x: tf.Tensor) => tf.slice(x, [0, 0], [x.shape[0]!, 4]);

describe('mutants of a memory', () => {
  catches<Bound>(checkMemory, right, [
    ['a mean over the batch', next((after) => tf.sub(after, tf.mean(after, 0, true))), 'for itself'],
    ['nothing that lasts', next((_after, read) => tf.tanh(own(read))), 'lasts'],
    ['nothing that is seen', next((_after, _read, before) => tf.tanh(before)), 'what is seen'],
    [
      'a sum without end',
      next((after, read, before) => tf.add(tf.mul(100, before), tf.add(after, own(read)))),
      'bounded',
    ],
    ['exponentials', next((after, read) => tf.add(after, tf.exp(own(read)))), 'finite'],
    ['[M, B]', next((after) => tf.reshape(after, [after.shape[1]!, after.shape[0], 1])), 'VEM_SLOT_SHAPE'],
    ['more than it says', next((after) => tf.concat([after, after], 1)), 'VEM_SLOT_SHAPE'],
    ['no numbers', sized(0), 'how many'],
    [
      'what nobody can teach',
      () =>
        exchanged<'memory'>(right(), () => ({
          read: (x: tf.Tensor) => tf.tile(x, [1, 4]),
          next: (read: tf.Tensor, before: tf.Tensor) => tf.tanh(tf.add(own(read), tf.mul(0.5, before))),
        })),
      'teaches',
    ],
  ]);
});

describe('memories that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('memory'))('%s', (_name, plugin) => checkMemory(bindSmall(plugin, { units: 6 }) as Bound));
});
