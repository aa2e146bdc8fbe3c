import * as tf from '@tensorflow/tfjs-core';
import type { Behaviour, BehaviourProgram, BoundSlot, StepContext } from '@vem/framework';
import { checkBehaviour } from '@vem/framework/testing';
import { sampleLatent, samplePosterior } from '@vem/training';
import { describe, it } from 'vitest';
import { componentExchanged, exchanged, type Members } from '../../support/exchanged.js';
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
  (change: (behaviour: Behaviour) => Members, bound: () => Bound = exploring) =>
  (): Bound =>
    componentExchanged<'behaviour'>(bound(), change);
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

describe('mutants of what is carried through an episode', () => {
  const latent = (): Bound => sampleLatent({ latents: 2, warmUpSteps: 0 });
  type Carried = Readonly<Record<string, tf.Tensor>>;
  /** Of acting, of evaluations, or of both. */
  const carried =
    (change: (after: Carried, before: Carried) => Carried, members = ['act', 'evaluate']) =>
    (): Bound =>
      exchanged<'behaviour'>(latent(), (own) =>
        Object.fromEntries(
          members.map((member) => [
            member,
            (...given: readonly unknown[]) => {
              const acted = (own[member] as unknown as (...given: unknown[]) => Acted)(...given);
              return { ...acted, memory: change(acted.memory!, given.at(-1) as Carried) };
            },
          ]),
        ),
      );
  const declaring = (change: (memory: Behaviour['memory'] & object) => Behaviour['memory']) =>
    component((own) => ({ memory: change(own.memory!) }), latent);
  const nothing: Carried = {};

  catches<Bound>(checkBehaviour, latent, [
    ['a part twice', declaring((memory) => [...memory, memory[0]]), 'a name of its own'],
    ['a part of no numbers', declaring((memory) => [...memory, { name: 'empty', size: 0 }]), 'a whole size from 1'],
    [
      'a part that nobody writes',
      declaring((memory) => [...memory, { name: 'more', size: 1 }]),
      /act says what to carry|VEM_SLOT_SHAPE/,
    ],
    ['nothing that is carried while acting', carried(() => nothing, ['act']), /act says what|VEM_SLOT_SHAPE/],
    ['nothing that is carried in evaluations', carried(() => nothing, ['evaluate']), /evaluate says|VEM_SLOT_SHAPE/],
    [
      'a mean over environments',
      carried(({ z, ...rest }) => ({ ...rest, z: tf.sub(z, tf.mean(z, 0, true)) })),
      'of each environment by itself',
    ],
    [
      'what grows from step to step',
      carried(({ left, ...rest }, before) => ({ ...rest, left: tf.add(1, tf.mul(10, before.left)) })),
      'finite numbers through',
    ],
    [
      'what grows in evaluations',
      carried(({ z, ...rest }, before) => ({ ...rest, z: tf.add(z, tf.mul(10, before.z)) }), ['evaluate']),
      'evaluate carries finite numbers',
    ],
    ['[Z, N]', carried(({ z, ...rest }) => ({ ...rest, z: tf.transpose(z) })), 'VEM_SLOT_SHAPE'],
    ['more than is declared', carried(({ z, ...rest }) => ({ ...rest, z: tf.concat([z, z], 1) })), 'VEM_SLOT_SHAPE'],
  ]);
});

describe('behaviours that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('behaviour'))('%s', (_name, plugin) => checkBehaviour(bindSmall(plugin) as Bound));
});
