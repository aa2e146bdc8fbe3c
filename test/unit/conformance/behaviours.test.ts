import * as tf from '@tensorflow/tfjs-core';
import type { Behaviour, BehaviourProgram, BoundSlot, StepContext } from '@vem/framework';
import { checkBehaviour } from '@vem/framework/testing';
import { samplePosterior } from '@vem/training';
import { describe, it } from 'vitest';
import { exchanged, withMembers } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'behaviour'>;
type Act = BehaviourProgram['act'];
type Acted = ReturnType<Act>;
const right = (): Bound => samplePosterior({ warmUp: 'policy' });
const exploring = (): Bound => samplePosterior({ warmUpSteps: 100 });
const acting = (change: (acted: Acted, step: StepContext, observation_NO: tf.Tensor) => Partial<Acted>) => (): Bound =>
  exchanged<'behaviour'>(right(), (own, step) => ({
    act: (observation_NO: tf.Tensor, memory: never) => {
      const acted = (own.act as unknown as Act)(observation_NO, memory);
      return { ...acted, ...change(acted, step, observation_NO) };
    },
  }));
const component =
  (change: (behaviour: Behaviour) => object, bound: () => Bound = exploring) =>
  (): Bound => {
    const made = bound();
    const create = made.create as unknown as (...given: unknown[]) => Behaviour;
    return {
      ...made,
      create: (...given: unknown[]) => {
        const own = create(...given);
        return withMembers(own, change(own) as never);
      },
    } as unknown as Bound;
  };
const record = (name: string, change: (column: tf.Tensor) => tf.Tensor) =>
  acting(({ record }) => ({ record: { ...record, ...(record[name] ? { [name]: change(record[name]) } : {}) } }));
type Explore = NonNullable<Behaviour['explore']>;
let calls = 0;

describe('mutants of a behaviour', () => {
  catches<Bound>(checkBehaviour, right, [
    ['a log-density that is off', record('logMu', (x) => tf.add(0.1, x)), 'column "logMu"'],
    ['a density per dimension', record('logMu', (x) => tf.mul(0.5, x)), 'column "logMu"'],
    ['squashed numbers before the squash', record('preSquash', (x) => tf.mul(2, x)), 'column "preSquash"'],
    [
      'a column that is left out',
      component((own) => ({ columns: own.columns.filter(({ name }) => name !== 'logMu') }), right),
      /is recorded where/,
    ],
    [
      'noise that is not recorded',
      acting(({ action_NA }, step) => ({
        action_NA: tf.add(action_NA, tf.mul(0.3, step.noise.normal(action_NA.shape))),
      })),
      /column "|one-hot/,
    ],
    [
      'an action for all',
      acting(({ action_NA }) => ({ action_NA: tf.add(action_NA, tf.mean(action_NA, 0, true)) })),
      /by itself|column|one-hot/,
    ],
    [
      'nobody’s actions',
      acting(({ action_NA, record }, step) => ({
        action_NA: tf.tanh(step.noise.normal(action_NA.shape)),
        record: { ...record, ...(record.preSquash ? { preSquash: tf.tanh(step.noise.normal(action_NA.shape)) } : {}) },
      })),
      /./,
    ],
    [
      'actions of the prior',
      acting((_acted, step, o) => {
        const sample = step.prior.at(o).sample!(1);
        return { action_NA: tf.squeeze(sample.action_SBA, [0]) };
      }),
      /column|acts by/,
    ],
    [
      'NaN far out',
      acting(({ action_NA }, _step, o) => ({
        action_NA: tf.add(action_NA, tf.mul(1e-9, tf.sqrt(tf.sub(1e3, tf.sum(o, 1, true))))),
      })),
      /./,
    ],
    ['[A, N]', acting(({ action_NA }) => ({ action_NA: tf.transpose(action_NA) })), 'VEM_SLOT_SHAPE'],
  ]);
});

describe('mutants of exploration', () => {
  const explored = (change: (explore: Explore) => Explore) =>
    component((own) => ({ explore: change(own.explore!.bind(own)) }));
  catches<Bound>(checkBehaviour, exploring, [
    [
      'actions in the environment’s units',
      explored((explore) => (stream, action_NA, ...rest) => {
        explore(stream, action_NA, ...rest);
        for (let i = 0; i < action_NA.length; i++) action_NA[i] *= 2;
      }),
      /lie in \[−1, 1\]|one-hot/,
    ],
    [
      'half of the actions',
      explored(
        (explore) =>
          (stream, action_NA, ...rest) =>
            explore(stream, action_NA.subarray(0, action_NA.length / 2), ...rest),
      ),
      /finite actions|fills all/,
    ],
    [
      'numbers of its own',
      explored((explore) => (stream, action_NA, ...rest) => {
        for (let skipped = calls++ % 7; skipped > 0; skipped--) stream.uniform();
        explore(stream, action_NA, ...rest);
      }),
      'follows from the stream',
    ],
    [
      'always the same',
      explored(() => (_stream, action_NA) => {
        action_NA.fill(0);
        action_NA[0] = 1;
        for (let n = 1; n < 4; n++) action_NA[n * (action_NA.length / 4)] = 1;
      }),
      /stream|one-hot|fills/,
    ],
    [
      'a memory of its own',
      component(() => {
        let asked = 0;
        return { explores: () => ++asked < 3 };
      }),
      'follows from progress alone',
    ],
    ['no way to explore', component(() => ({ explore: undefined })), 'has `explore`'],
    [
      'a state that is live',
      component(() => {
        const state = { x: new Float32Array(1) };
        return {
          state: () => {
            state.x[0]++;
            return state;
          },
          restore: () => {},
        };
      }),
      /is a copy|comes back/,
    ],
    ['state without restore', component(() => ({ state: () => ({}) })), 'come together'],
  ]);
});

describe('behaviours that are shipped keep the rules of their slot', () => {
  // Actions with latent variables need a posterior that draws them: test/unit/hierarchies.test.ts.
  const examined = shippedFor('behaviour').filter(([, { requires }]) => !requires.includes('posterior.latents'));
  it.each(examined)('%s', (_name, plugin) => checkBehaviour(bindSmall(plugin) as Bound));
});
