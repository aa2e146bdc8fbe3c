import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot, StepContext } from '@vem/framework';
import { checkTemperature } from '@vem/framework/testing';
import { klDual, targetEntropy } from '@vem/posteriors';
import { describe, it } from 'vitest';
import { componentExchanged, exchanged, type Members } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'temperature'>;
type Loss = () => { losses: { value: tf.Tensor; group: string; rows: 'mean' }[] };
const right = (): Bound => targetEntropy();
const withAlpha =
  (change: (alpha: tf.Tensor) => tf.Tensor, bound: Bound = right()) =>
  (): Bound =>
    exchanged<'temperature'>(bound, (own) => ({ alpha: () => change((own.alpha as () => tf.Tensor)()) }));
const withLoss =
  (change: (loss: Loss, step: StepContext) => unknown, bound: Bound = right()) =>
  (): Bound =>
    exchanged<'temperature'>(bound, (own, step) => ({ loss: () => change(own.loss as unknown as Loss, step) }));
const times = (factor: number) => (loss: Loss) => ({
  losses: loss().losses.map((each) => ({ ...each, value: tf.mul(factor, each.value) })),
});
const withComponent = (members: (component: object) => Members) => (): Bound =>
  componentExchanged<'temperature'>(right(), members);

describe('mutants of a temperature', () => {
  catches<Bound>(checkTemperature, right, [
    ['the wrong sign', withLoss(times(-1)), 'α rises where'],
    ['no loss', withLoss(() => ({ losses: [] })), 'have a loss'],
    [
      'another’s group',
      withLoss((loss) => ({ losses: loss().losses.map((each) => ({ ...each, group: 'posterior' })) })),
      'a group of the plugin’s own',
    ],
    ['α below 0', withAlpha((alpha) => tf.sub(alpha, 1.5)), 'α is above 0'],
    ['α that may get below 0', withAlpha((alpha) => tf.add(1, tf.log(alpha))), 'wherever its parameters go'],
    ['α in a vector', withAlpha((alpha) => tf.reshape(alpha, [1])), 'VEM_SLOT_SHAPE'],
    ['it is 0', () => ({ ...right(), provides: ['zero'] }) as unknown as Bound, 'α is 0'],
    [
      'a constraint that is always left',
      withLoss((loss, step) => ({
        losses: loss().losses.map((each) => ({
          ...each,
          value: tf.sub(each.value, tf.mul(1e3, tf.log(step.temperature.alpha()))),
        })),
      })),
      'α falls where',
    ],
    [
      'a constraint that never is',
      withLoss((loss, step) => ({
        losses: loss().losses.map((each) => ({
          ...each,
          value: tf.add(each.value, tf.mul(1e3, tf.log(step.temperature.alpha()))),
        })),
      })),
      'α rises where',
    ],
    ['state without restore', withComponent(() => ({ state: () => ({}) })), 'come together'],
    [
      'a live state',
      withComponent(() => {
        const state = { seen: new Float32Array(1) };
        return {
          state: () => {
            state.seen[0]++;
            return state;
          },
          restore: () => {},
        };
      }),
      /is a copy|comes back/,
    ],
    [
      'numbers that remember',
      withComponent(() => {
        let calls = 0;
        return { scalars: () => ({ calls: calls++ }) };
      }),
      'a function of progress alone',
    ],
    [
      'numbers that end in NaN',
      withComponent(() => ({
        scalars: ({ fraction }: { fraction: number }) => ({ it: (1 - fraction) / (1 - fraction) }),
      })),
      'finite from beginning to end',
    ],
  ]);
});

describe('mutants of a dual', () => {
  catches<Bound>(checkTemperature, () => klDual(), [
    ['the wrong sign', withLoss(times(-1), klDual()), 'α rises where'],
    [
      'no bound',
      withLoss(
        (loss) => ({ losses: loss().losses.map((each) => ({ ...each, value: tf.sub(each.value, each.value) })) }),
        klDual(),
      ),
      'α rises where',
    ],
    ['α below 0', withAlpha(tf.neg, klDual()), 'α is above 0'],
    [
      'another’s group',
      withLoss((loss) => ({ losses: loss().losses.map((each) => ({ ...each, group: 'prior' })) }), klDual()),
      'a group of the plugin’s own',
    ],
    [
      'a loss per sample',
      withLoss(
        (loss) => ({
          losses: loss().losses.map((each) => ({ ...each, value: tf.tile(tf.reshape(each.value, [1]), [4]) })),
        }),
        klDual(),
      ),
      'VEM_SLOT_SHAPE',
    ],
    [
      'overflow',
      withLoss((loss) => ({ losses: loss().losses.map((each) => ({ ...each, value: tf.exp(each.value) })) }), klDual()),
      /finite/,
    ],
    ['no loss', withLoss(() => ({ losses: [] }), klDual()), 'have a loss'],
    [
      'α that is NaN far out',
      withAlpha((alpha) => tf.add(alpha, tf.sqrt(tf.sub(10.001, alpha))), klDual()),
      /wherever its parameters go|finite/,
    ],
  ]);
});

describe('temperatures that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('temperature'))('%s', (_name, plugin) => checkTemperature(bindSmall(plugin) as Bound));
});
