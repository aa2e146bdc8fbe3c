import * as tf from '@tensorflow/tfjs-core';
import { chain, chainModel, discreteBandit } from '@vem/envs';
import { type BoundSlot, definePlugin, detach, type SlotMap, Tokens, uniformDensity } from '@vem/framework';
import { exactCategorical, fixedTemperature } from '@vem/posteriors';
import { learnedCategorical, weightedMle } from '@vem/priors';
import { offPolicy, samplePosterior } from '@vem/training';
import { actionValues, exactSum, logSumExp, oneStep, stateValue, stateValues, table } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import golden from '../fixtures/finiteActions.json' with { type: 'json' };
import { everyTransition, type Transition, transitionsOf } from '../support/everyTransition.js';
import { expectClose } from '../support/relative.js';
import { TabularRun } from '../support/tabularRun.js';

const row = (action: number, reward: number, more: Partial<Transition> = {}): Transition => ({
  observation: [1],
  action,
  reward,
  nextObservation: [1],
  terminated: true,
  ...more,
});

/** A single state with three actions and these rows as every batch. */
const oneState = (rows: readonly Transition[], slots: SlotMap) =>
  TabularRun.open({
    environment: discreteBandit(),
    data: everyTransition(rows),
    temperature: fixedTemperature({ alpha: 1 }),
    ...slots,
  });

const expectAllClose = (received: Iterable<number>, expected: readonly number[], tolerance = 1e-5) => {
  const values = [...received];
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of values.entries()) expectClose(value, expected[i], tolerance);
};

describe('a table', () => {
  it('moves each entry by its rate towards the mean of its own targets, however often it is visited', async () => {
    const run = await oneState([row(0, 1), row(0, 2), row(0, 6), row(1, 4)], {
      valueEstimator: table({ initial: 1, learningRate: 0.5 }),
    });
    run.update(1);
    expectAllClose(run.parameter('valueEstimator/q').subarray(0, 3), [2, 2.5, 1]);
    run.update(1);
    expectAllClose(run.parameter('valueEstimator/q').subarray(0, 3), [2.5, 3.25, 1]);
  });

  it('may keep a lagging copy, which targets and posteriors read where they are told to', async () => {
    const probabilities = async (act: 'online' | 'target') => {
      const run = await oneState([row(0, 1), row(1, 2), row(2, 3)], {
        valueEstimator: table({ target: { kind: 'copyEvery', updates: 2 } }),
        posterior: exactCategorical({ act, train: 'target' }),
      });
      run.update(1);
      const afterOne = { acted: run.act()[0].probability, entropy: run.metric('posterior/entropy') };
      run.update(1);
      return { afterOne, afterTwo: run.act()[0].probability };
    };
    const { posterior } = golden.bandit.uniform[0];
    const online = await probabilities('online');
    expectAllClose(online.afterOne.acted, posterior);
    expectClose(online.afterOne.entropy, Math.log(3));
    const target = await probabilities('target');
    expectAllClose(target.afterOne.acted, [1 / 3, 1 / 3, 1 / 3]);
    expectAllClose(target.afterTwo, posterior);
  });
});

describe('one-step targets over finite actions', () => {
  const bootstraps: Readonly<Record<string, BoundSlot<'bootstrap'>>> = {
    'exact-sum': exactSum(),
    'exact-sum of the prior': exactSum({ who: 'prior' }),
    'log-sum-exp': logSumExp(),
  };

  it.each(Object.entries(bootstraps))('%s ends with the episode, not with its time', async (_name, bootstrap) => {
    const run = await oneState(
      [row(0, 1), row(1, 1, { terminated: false }), row(2, 1, { terminated: false, truncated: true })],
      { bootstrap, valueEstimator: table({ initial: 2 }) },
    );
    run.update(1);
    // All actions are worth 2, so that every policy and their soft maximum is, under the normalised prior.
    expectAllClose(run.parameter('valueEstimator/q').subarray(0, 3), [1, 2.8, 2.8]);
  });

  it('come from windows of several steps only where the steps in between cost nothing', () => {
    expect(exactSum({ regularised: 'none' }).provides).toContain('plain');
    expect(exactSum().provides).not.toContain('plain');
    expect(logSumExp().provides).not.toContain('plain');
  });

  it.each([
    ['target', 'log-sum-exp of the lagging values', (old: readonly number[]) => Math.log(sum(old.map(Math.exp)) / 3)],
    [
      'online',
      'the lagging values under the posterior of the latest',
      (old: readonly number[], latest: readonly number[]) => {
        const total = sum(latest.map(Math.exp));
        return sum(latest.map((q, a) => (Math.exp(q) / total) * (old[a] - Math.log((3 * Math.exp(q)) / total))));
      },
    ],
  ] as const)('exact-sum with the %s posterior is %s', async (target, _what, value) => {
    const run = await oneState([row(0, 0, { terminated: false })], {
      bootstrap: exactSum(),
      returns: oneStep({ discount: 1 }),
      posterior: exactCategorical({ target }),
      valueEstimator: table({ target: { kind: 'copyEvery', updates: 100 } }),
    });
    const [latest, old] = [
      [1, -1, 0.5],
      [0.2, 0.7, -0.4],
    ];
    run.parameter('valueEstimator/q').set(latest);
    run.parameter('valueEstimator@target/q').set(old);
    run.update(1);
    expectClose(run.metric('valueEstimator/target'), value(old, latest), 1e-5);
  });

  it('log-sum-exp keeps its precision where α is tiny', async () => {
    const run = await oneState([row(0, 0, { terminated: false })], {
      bootstrap: logSumExp(),
      returns: oneStep({ discount: 1 }),
      valueEstimator: table(),
      temperature: fixedTemperature({ alpha: 1e-6 }),
    });
    run.parameter('valueEstimator/q').set([100.125, 100, -3000]);
    run.update(1);
    expect(run.metric('valueEstimator/target')).toBe(100.125);
  });
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('two critics with an output per action', () => {
  it.each([
    ['min', 'mean'],
    ['mean', 'min'],
  ] as const)(
    'are read as their %s by the E-step, as their %s by targets',
    async (combineForEStep, combineForTarget) => {
      const run = await oneState([row(0, 0, { terminated: false })], {
        bootstrap: exactSum({ who: 'prior' }),
        returns: oneStep({ discount: 1 }),
        valueEstimator: actionValues({ hidden: [], combineForEStep, combineForTarget, learningRate: 1e-9 }),
      });
      const biases = { q1: [1, 5, 2], q2: [3, 2, -4] };
      const combined = { min: [1, 2, -4], mean: [2, 3.5, -1] };
      for (const copy of ['valueEstimator', 'valueEstimator@target'])
        for (const [name, bias] of Object.entries(biases)) {
          run.parameter(`${copy}/${name}/layer0/kernel`).fill(0);
          run.parameter(`${copy}/${name}/layer0/bias`).set(bias);
        }
      run.update(1);
      expectAllClose(run.result('eStep', 'q_SB'), combined[combineForEStep]);
      expectClose(run.metric('valueEstimator/target'), sum(combined[combineForTarget]) / 3);
      // Each critic has its own error at the action that was taken.
      const target = sum(combined[combineForTarget]) / 3;
      expectClose(run.loss('valueEstimator'), 0.5 * ((1 - target) ** 2 + (3 - target) ** 2));
    },
  );
});

describe('the exact posterior', () => {
  it('stands for itself as all actions by weight, for priors that are fitted to it', async () => {
    const payoffs = [1, 2, 3];
    const run = await oneState(
      payoffs.map((reward, action) => row(action, reward)),
      {
        prior: learnedCategorical({ hidden: [], learningRate: 1e-9 }),
        mStep: weightedMle({ decoupled: false }),
        schedule: offPolicy({ steps: [['value'], ['eStep', 'mStep']] }),
      },
    );
    run.update(1);
    // The slope of −Σ_a π log p by the logits of p is p − π.
    const { posterior } = golden.bandit.uniform[0];
    expectAllClose(
      run.gradient('prior', 'prior/layer0/bias'),
      posterior.map((probability) => 1 / 3 - probability),
    );
  });
});

describe('values of sampled actions', () => {
  it('let the best of some samples act, where a posterior is evaluated so', async () => {
    const payoffs = [1, 3, 2];
    const run = await TabularRun.open({
      environment: discreteBandit({ payoffs }),
      data: everyTransition(payoffs.map((reward, action) => row(action, reward))),
      temperature: fixedTemperature({ alpha: 100 }),
      behaviour: samplePosterior({ warmUpSteps: 0, evaluation: 'bestOfQ' }),
    });
    run.update(1);
    const { returns } = await run.evaluate(5);
    expect(returns).toEqual([3, 3, 3, 3, 3]);
  });
});

/** Every action alike, without parameters. */
const indifferent = definePlugin({
  slot: 'posterior',
  name: 'indifferent',
  description: 'Every action alike',
  config: z.strictObject({}),
  provides: ['sample', 'enumerate', 'space:finite'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    program: (step) => ({
      infer: (observation_BO) => uniformDensity(action, 'normalised', observation_BO.shape[0]!, step.noise),
      loss: () => ({ losses: [] }),
    }),
  }),
});

/** r + γ V(s′), without anything that depends on actions. */
const nextValue = definePlugin({
  slot: 'returns',
  name: 'next-value',
  description: 'One-step target from the value of the next state',
  config: z.strictObject({}),
  requires: ['valueEstimator.v'],
  inject: [],
  create: () => ({
    program: (step) => ({
      target: () => {
        const next_B = step.valueEstimator.v(step.batch.nextObservation_BO, 'target');
        return detach(tf.add(step.likelihood.reward(step.batch), tf.mul(golden.chain.discount, next_B)));
      },
    }),
  }),
});

describe('a network for the value of states', () => {
  it.each([
    ['its own latest values', undefined],
    ['a lagging copy', { kind: 'copyEvery', updates: 5 }],
  ] as const)('comes to the values of the policy that acted, from %s', async (_from, target) => {
    const run = await TabularRun.open({
      environment: chain(),
      data: everyTransition(transitionsOf(chainModel(), 5)),
      posterior: indifferent(),
      bootstrap: stateValues(),
      returns: nextValue(),
      valueEstimator: stateValue({ hidden: [], ...(target ? { target } : {}) }),
      temperature: fixedTemperature({ alpha: 1 }),
      schedule: offPolicy({ steps: [['value']] }),
    });
    run.update(1500);
    const kernel = run.parameter('valueEstimator/v/layer0/kernel');
    const [bias] = run.parameter('valueEstimator/v/layer0/bias');
    expectAllClose(
      [...kernel.subarray(0, 3)].map((weight) => weight + bias),
      golden.chain.uniformPolicy.value,
      1e-4,
    );
  });
});
