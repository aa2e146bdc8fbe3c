import * as tf from '@tensorflow/tfjs-core';
import {
  type Behaviour,
  type Belief,
  type BoundSlot,
  composeUnchecked,
  type Density,
  definePlugin,
  gaussianDensity,
  Mlp,
  type PriorProgram,
  type Purpose,
  type SlotMap,
  type Slots,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scheduledTemperature } from '../support/scheduledTemperature.js';
import { smallSac } from '../support/smallSac.js';

const open = (slots: SlotMap) => composeUnchecked({ ...smallSac(), ...slots }, { seed: 1 }).open();

/** A way to spoil a tensor, or a density, of which no recording can be kept. */
type Spoil<T> = (value: T, purpose: Purpose) => T;

interface Spoilt {
  readonly mean?: Spoil<tf.Tensor>;
  readonly belief?: Spoil<Belief>;
  readonly opening?: () => unknown;
}

/** A posterior like SAC's, but for what is spoilt. */
const posterior = ({ mean = (same) => same, belief = (same) => same, opening }: Spoilt): BoundSlot =>
  definePlugin({
    slot: 'posterior',
    name: 'spoilt',
    description: 'SAC’s, but for what a test spoils',
    config: z.strictObject({}),
    provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'space:u', 'space:box'],
    requires: ['gradientEstimator.loss'],
    inject: [Tokens.observation, Tokens.parameters],
    create: (_options, observation, parameters) => {
      const network = new Mlp(parameters.group('posterior'), {
        name: 'policy',
        input: observation.size,
        hidden: [8],
        output: 2,
      });
      return {
        program: (step) => {
          opening?.();
          const infer = (observation_BO: tf.Tensor, purpose: Purpose) => {
            const [mean_BA, logStd_BA] = tf.split(network.forward(step.parameters('posterior'), observation_BO), 2, 1);
            return belief(gaussianDensity({ mean_BA: mean(mean_BA, purpose), logStd_BA }, 'tanh', step.noise), purpose);
          };
          return {
            infer,
            loss: () => {
              const { observation_BO } = step.batch;
              const { loss, results } = step.gradientEstimator.surrogate(
                infer(observation_BO, 'train'),
                observation_BO,
              );
              return { losses: [{ value: loss, group: 'posterior', rows: 'mean' }], results };
            },
          };
        },
      };
    },
  })();

/** A plugin that is nothing but its component. */
const plugin = <S extends 'temperature' | 'likelihood' | 'behaviour'>(slot: S, create: () => Slots[S]): BoundSlot =>
  definePlugin({
    slot,
    name: 'spoilt',
    description: 'For a test',
    config: z.strictObject({}),
    inject: [],
    create: create as never,
  })();

const priorOf = (at: (step: StepContext) => PriorProgram['at']): BoundSlot =>
  definePlugin({
    slot: 'prior',
    name: 'spoilt',
    description: 'For a test',
    config: z.strictObject({}),
    provides: ['density', 'space:box'],
    inject: [],
    create: () => ({ program: (step) => ({ at: at(step) }) }),
  })();

const expectRefusal = (running: Promise<unknown>, code: string, slot: string) =>
  expect(running).rejects.toMatchObject({ code, slot, message: expect.stringContaining(slot) });

/** The same function under another distribution, so that only some of its uses are spoilt. */
const during =
  <T>(when: Purpose, spoil: (value: T) => T): Spoil<T> =>
  (value, purpose) =>
    purpose === when ? spoil(value) : value;

describe('random numbers that a program draws itself are refused', () => {
  const noisy = (mean_BA: tf.Tensor) => tf.add(mean_BA, tf.randomNormal(mean_BA.shape));

  it('tf.randomNormal', () =>
    expectRefusal(open({ posterior: posterior({ mean: noisy }) }), 'VEM_RANDOM_IN_PROGRAM', 'posterior'));

  it('tf.randomNormal with a fixed seed', () => {
    const mean = (mean_BA: tf.Tensor) => tf.add(mean_BA, tf.randomNormal(mean_BA.shape, 0, 1, 'float32', 7));
    return expectRefusal(open({ posterior: posterior({ mean }) }), 'VEM_RANDOM_IN_PROGRAM', 'posterior');
  });

  it('tf.dropout', () =>
    expectRefusal(
      open({ posterior: posterior({ mean: (mean_BA) => tf.dropout(mean_BA, 0.5) }) }),
      'VEM_RANDOM_IN_PROGRAM',
      'posterior',
    ));

  it('Math.random, which differs from recording to recording', () => {
    const mean = (mean_BA: tf.Tensor) => tf.mul(mean_BA, Math.random());
    return expectRefusal(open({ posterior: posterior({ mean }) }), 'VEM_IMPURE_PROGRAM', 'posterior');
  });

  it('in the behaviour', () => {
    const behaviour: Behaviour = {
      columns: [],
      evaluation: 'mode',
      program: () => {
        const act = (observation_NO: tf.Tensor) => ({
          action_NA: tf.randomUniform([observation_NO.shape[0]!, 1], -1, 1),
        });
        return { act: (observation_NO) => ({ ...act(observation_NO), record: {} }), evaluate: act };
      },
    };
    return expectRefusal(
      open({ behaviour: plugin('behaviour', () => behaviour) }),
      'VEM_RANDOM_IN_PROGRAM',
      'behaviour',
    );
  });
});

describe('the slot whose code it is gets the blame, whoever calls it', () => {
  const noisySample = (belief: Belief): Belief => ({
    ...belief,
    sample: (count) => {
      const { action_SBA } = belief.sample!(count);
      return { action_SBA: tf.add(action_SBA, tf.randomNormal(action_SBA.shape)) };
    },
  });

  it('a belief that the bootstrap samples', () =>
    expectRefusal(
      open({ posterior: posterior({ belief: during('target', noisySample) }) }),
      'VEM_RANDOM_IN_PROGRAM',
      'posterior',
    ));

  it('a belief that the E-step hands to the gradient estimator', () =>
    expectRefusal(
      open({ posterior: posterior({ belief: during('train', noisySample) }) }),
      'VEM_RANDOM_IN_PROGRAM',
      'posterior',
    ));

  it('a belief that the behaviour samples', () =>
    expectRefusal(
      open({ posterior: posterior({ belief: during('act', noisySample) }) }),
      'VEM_RANDOM_IN_PROGRAM',
      'posterior',
    ));

  it('a belief that is an instance of a class', () => {
    class NoisyBelief implements Density {
      readonly spaces: Density['spaces'];
      readonly inner: Belief;
      constructor(inner: Belief) {
        this.spaces = inner.spaces;
        this.inner = inner;
      }
      sample(count: number) {
        return noisySample(this.inner).sample!(count);
      }
      logProb(...args: Parameters<NonNullable<Density['logProb']>>) {
        return this.inner.logProb!(...args);
      }
    }
    return expectRefusal(
      open({ posterior: posterior({ belief: (inner) => new NoisyBelief(inner) }) }),
      'VEM_RANDOM_IN_PROGRAM',
      'posterior',
    );
  });

  it('a program that is spoilt as it is opened, at another slot’s call', () =>
    expectRefusal(
      open({ posterior: posterior({ opening: () => tf.randomNormal([1]) }) }),
      'VEM_RANDOM_IN_PROGRAM',
      'posterior',
    ));

  it('a prior that the bootstrap and the gradient estimator evaluate', () => {
    const prior = priorOf(() => () => ({
      spaces: ['box'],
      logProb: ({ action_SBA }) => tf.mul(tf.sum(action_SBA, -1), Math.random()),
    }));
    return expectRefusal(open({ prior }), 'VEM_IMPURE_PROGRAM', 'prior');
  });

  it('a policy that is spoilt when it acts, and then only', () => {
    const mean = during<tf.Tensor>('act', (mean_BA) => tf.mul(mean_BA, Math.random()));
    return expectRefusal(open({ posterior: posterior({ mean }) }), 'VEM_IMPURE_PROGRAM', 'posterior');
  });

  it('a policy that is spoilt when it is evaluated, and then only', async () => {
    const mean = during<tf.Tensor>('evaluate', (mean_BA) => tf.mul(mean_BA, Math.random()));
    const run = composeUnchecked({ ...smallSac(), posterior: posterior({ mean }) }, { seed: 1 });
    await run.open();
    await expectRefusal(run.evaluate({ episodes: 1 }), 'VEM_IMPURE_PROGRAM', 'posterior');
  });
});

describe('what a recording would freeze is refused', () => {
  it('a schedule kept as a JavaScript number', () => {
    const temperature = plugin('temperature', () => {
      let alpha = 1;
      return {
        scalars: ({ updates }) => {
          alpha = 1 / (1 + updates);
          return { alpha };
        },
        program: () => ({ alpha: () => tf.scalar(alpha), loss: () => ({ losses: [] }) }),
      };
    });
    return expectRefusal(open({ temperature }), 'VEM_IMPURE_PROGRAM', 'temperature');
  });

  it('a number of a component’s state', () => {
    const likelihood = plugin('likelihood', () => {
      let scale = 1;
      const component: Slots['likelihood'] = {
        state: () => ({ scale }),
        restore: (state) => {
          scale = Number(state.scale);
        },
        program: () => ({ reward: ({ reward_B }) => tf.mul(reward_B, scale) }),
      };
      return component;
    });
    return expectRefusal(open({ likelihood }), 'VEM_IMPURE_PROGRAM', 'likelihood');
  });

  it('values that are read', () => {
    const mean = (mean_BA: tf.Tensor) => (mean_BA.dataSync()[0] > 0 ? mean_BA : tf.neg(mean_BA));
    return expectRefusal(open({ posterior: posterior({ mean }) }), 'VEM_VALUE_READ', 'posterior');
  });

  it('a variable', () => {
    const mean = (mean_BA: tf.Tensor) => tf.add(mean_BA, tf.variable(tf.scalar(1)));
    return expectRefusal(open({ posterior: posterior({ mean }) }), 'VEM_VARIABLE_IN_PROGRAM', 'posterior');
  });
});

describe('pure plugins pass', () => {
  it('the posterior of these tests, when nothing is spoilt', async () => {
    await expect(open({ posterior: posterior({}) })).resolves.toBeDefined();
  });

  it('numbers that change over time and enter as scalars', async () => {
    await expect(
      open({ temperature: scheduledTemperature({ first: 1, second: 0.1, updates: 10 }) }),
    ).resolves.toBeDefined();
  });

  it('the run’s progress as a scalar', async () => {
    const temperature = plugin('temperature', () => ({
      program: (step) => ({
        alpha: () => tf.sub(1, tf.mul(0.9, step.scalar('progress'))),
        loss: () => ({ losses: [] }),
      }),
    }));
    await expect(open({ temperature })).resolves.toBeDefined();
  });

  it('state that stays out of programs, which the check leaves as it was', async () => {
    const state = { count: 3, mean: Float32Array.of(1, 2) };
    const component: Slots['likelihood'] = {
      state: () => state,
      restore: (restored) => Object.assign(state, restored),
      program: () => ({ reward: ({ reward_B }) => reward_B }),
    };
    await open({ likelihood: plugin('likelihood', () => component) });
    expect(state).toEqual({ count: 3, mean: Float32Array.of(1, 2) });
  });
});
