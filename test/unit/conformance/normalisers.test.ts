import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot, NormaliserProgram, ProgramSlot } from '@vem/framework';
import { checkNormaliser } from '@vem/framework/testing';
import { runningStatistics } from '@vem/training';
import { describe, it } from 'vitest';
import { componentExchanged, exchanged, type Members } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'normaliser'>;
type Component = ProgramSlot<NormaliserProgram>;
const right = (): Bound => runningStatistics();
const program =
  (members: (own: Record<'observation' | 'reward', (x: tf.Tensor) => tf.Tensor>) => object) => (): Bound =>
    exchanged<'normaliser'>(right(), (own) => members(own as never) as never);
const component = (change: (own: Component) => Members) => (): Bound =>
  componentExchanged<'normaliser'>(right(), change);

describe('mutants of a normaliser', () => {
  catches<Bound>(checkNormaliser, right, [
    [
      'statistics of the batch',
      program(({ observation }) => ({
        observation: (x: tf.Tensor) => {
          const y = observation(x);
          return tf.sub(y, tf.mean(y, 0, true));
        },
      })),
      'by itself',
    ],
    [
      'rewards of the batch',
      program(({ reward }) => ({
        reward: (x: tf.Tensor) => tf.div(reward(x), tf.add(1e-3, tf.sqrt(tf.mean(tf.square(x))))),
      })),
      'by itself',
    ],
    [
      'a mean that is taken from rewards',
      program(({ reward }) => ({ reward: (x: tf.Tensor) => tf.sub(reward(x), 0.7) })),
      'keep their sign',
    ],
    ['no clip', program(() => ({ observation: (x: tf.Tensor) => tf.exp(x) })), 'is finite'],
    [
      'a division by 0',
      program(({ observation }) => ({ observation: (x: tf.Tensor) => tf.mul(observation(x), tf.div(x, x)) })),
      'is finite',
    ],
    [
      '[O, B]',
      program(({ observation }) => ({ observation: (x: tf.Tensor) => tf.transpose(observation(x)) })),
      'VEM_SLOT_SHAPE',
    ],
    [
      'columns that are changed',
      component((own) => ({
        watch: (transitions: Parameters<NonNullable<Component['watch']>>[0], progress: never) => {
          own.watch!(transitions, progress);
          transitions.columns.reward[0] = 0;
        },
      })),
      'left as it is',
    ],
    [
      'a live state',
      component((own) => {
        const live = { ...own.state!(), live: new Float64Array(1) };
        return {
          watch: (...given: Parameters<NonNullable<Component['watch']>>) => {
            live.live[0]++;
            own.watch!(...given);
          },
          state: () => live,
          restore: () => {},
        };
      }),
      /is a copy|comes back/,
    ],
    ['nothing that is restored', component(() => ({ restore: () => {} })), 'comes back'],
    [
      'settling before it settles',
      component((own) => {
        let host: Parameters<NonNullable<Component['settle']>>[0] | undefined;
        let watched = 0;
        return {
          settle: (given: typeof host) => {
            host = given;
            watched++;
            own.settle!({
              ...given!,
              parameters: (group: string) =>
                Object.fromEntries(
                  Object.entries(given!.parameters(group)).map(([name, data]) => {
                    if (watched > 1 && data.length > 1) data[0] += 1;
                    return [name, data];
                  }),
                ),
            } as never);
            if (watched > 1) for (const data of Object.values(given!.parameters('normaliser'))) data[0] += 1;
          },
        };
      }),
      'to settle twice',
    ],
  ]);
});

describe('normalisers that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('normaliser'))('%s', (_name, plugin) => checkNormaliser(bindSmall(plugin) as Bound));
});
