import * as tf from '@tensorflow/tfjs-core';
import { quadraticBandit } from '@vem/envs';
import { composeUnchecked, definePlugin } from '@vem/framework';
import { fixedTemperature, weights } from '@vem/posteriors';
import { mpo } from '@vem/presets';
import { gaussian } from '@vem/priors';
import { offPolicy, replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import golden from '../fixtures/klBounds.json' with { type: 'json' };
import { quadraticQ } from '../support/knownQ.js';
import { momentsOf } from '../support/moments.js';

const [SAMPLES, ROWS, DRAWS] = [64, 3, 4000];
const ALPHA = 0.7;

/** Q(s, a) = s² a − a²/2, and a part that depends on the state alone. */
const stateful = (offset: number) =>
  definePlugin({
    slot: 'valueEstimator',
    name: 'stateful',
    description: 'A value that is shifted from state to state',
    config: z.strictObject({}),
    provides: ['q'],
    inject: [],
    create: () => ({
      program: () => ({
        q: (observation_BO, { action_SBA }) => {
          const [state_B, action_SB] = [tf.squeeze(observation_BO, [1]), tf.squeeze(action_SBA, [2])];
          const value_SB = tf.sub(tf.mul(tf.square(state_B), action_SB), tf.mul(0.5, tf.square(action_SB)));
          return tf.add(value_SB, tf.mul(offset, state_B));
        },
        loss: () => ({ losses: [] }),
      }),
    }),
  })();

/** An M-step that publishes the posterior’s weights, and draws from it. */
const show = definePlugin({
  slot: 'mStep',
  name: 'show',
  description: 'Publishes what the posterior consists of',
  config: z.strictObject({}),
  inject: [],
  create: () => ({
    program: (step) => ({
      loss: () => {
        const belief = step.belief();
        const { sample, weight_SB } = belief.weighted!();
        const drawn = belief.sample!(DRAWS);
        const [action_SB, drawn_SB] = [sample, drawn].map(({ action_SBA }) => tf.squeeze(action_SBA, [2]));
        return {
          losses: [],
          results: { action_SB, weight_SB, drawn_SB, preSquash_SB: tf.squeeze(drawn.preSquash_SBA!, [2]) },
        };
      },
    }),
  }),
})();

/** Everything that was published, at states −2, 0 and 1. */
async function published(offset = 0) {
  const { trustRegion: _none, ...preset } = mpo();
  const run = composeUnchecked(
    {
      ...preset,
      environment: quadraticBandit(),
      prior: gaussian({ mean: 0.2, std: 0.5, squash: 'identity' }),
      posterior: weights({ samples: SAMPLES }),
      valueEstimator: stateful(offset),
      mStep: show,
      temperature: fixedTemperature({ alpha: ALPHA }),
      data: replay({ batchSize: ROWS, capacity: 1 }),
      schedule: offPolicy({ steps: [['eStep', 'mStep']] }),
    },
    { seed: 1 },
  );
  const pipeline = await run.open();
  pipeline.batch.columns.observation.set([-2, 0, 1]);
  pipeline.steps[0].run(pipeline.progress);
  const { outputs } = pipeline.steps[0].executable;
  const read = (name: string) => [...outputs[name].data];
  const found = {
    action: read('result/mStep/action_SB'),
    weight: read('result/mStep/weight_SB'),
    drawn: read('result/mStep/drawn_SB'),
    preSquash: read('result/mStep/preSquash_SB'),
    q: read('result/eStep/q_SB'),
    logBase: read('result/eStep/logBase_SB'),
    kl: outputs['metric/posterior/kl'].data[0],
    effectiveSampleSize: outputs['metric/posterior/effectiveSampleSize'].data[0],
  };
  run.dispose();
  return found;
}

const column = (values: readonly number[], row: number) => values.filter((_, i) => i % ROWS === row);

describe('weights on the prior’s actions', () => {
  it('are exp(Q/α), normalised in each state', async () => {
    const { action, weight, q } = await published();
    for (const [row, state] of [-2, 0, 1].entries()) {
      const actions = column(action, row);
      const values = actions.map((a) => state ** 2 * a - (a * a) / 2);
      for (const [s, value] of column(q, row).entries()) expect(value).toBeCloseTo(values[s], 5);
      const unnormalised = values.map((value) => Math.exp(value / ALPHA));
      const total = unnormalised.reduce((sum, value) => sum + value, 0);
      for (const [s, value] of column(weight, row).entries()) expect(value).toBeCloseTo(unnormalised[s] / total, 6);
    }
  });

  it('do not compare states: what a state is worth as a whole changes nothing', async () => {
    const [plain, shifted] = [await published(), await published(1000)];
    expect(Math.abs(shifted.q[0] - plain.q[0])).toBeGreaterThan(1000);
    for (const [i, value] of shifted.weight.entries()) expect(value).toBeCloseTo(plain.weight[i], 3);
  });

  it('publish divergence, effective sample size, and the base weights of the dual', async () => {
    const { weight, kl, effectiveSampleSize, logBase } = await published();
    const columns = [0, 1, 2].map((row) => column(weight, row));
    const mean = (of: (weights: readonly number[]) => number) => columns.reduce((sum, w) => sum + of(w), 0) / ROWS;
    expect(kl).toBeCloseTo(
      mean((w) => w.reduce((sum, x) => sum + x * Math.log(x * SAMPLES), 0)),
      5,
    );
    expect(effectiveSampleSize).toBeCloseTo(
      mean((w) => 1 / w.reduce((sum, x) => sum + x * x, 0)),
      3,
    );
    for (const value of logBase) expect(value).toBeCloseTo(-Math.log(SAMPLES), 6);
  });

  it('are drawn from in proportion', async () => {
    const { action, weight, drawn, preSquash } = await published();
    expect(preSquash).toEqual(drawn);
    for (let row = 0; row < ROWS; row++) {
      const [actions, weighted] = [column(action, row), column(weight, row)];
      const own = momentsOf(column(drawn, row));
      for (const value of column(drawn, row)) expect(actions).toContain(value);
      const mean = actions.reduce((sum, a, s) => sum + a * weighted[s], 0);
      expect(Math.abs(own.mean - mean)).toBeLessThan(4 * own.standardError);
    }
  });

  it('reach less than the best posterior on average, and the more of it the more actions there are', async () => {
    const { curvature, optimum, posteriors } = golden.quadratic;
    const { alpha, value } = posteriors[0];
    const reached: number[] = [];
    for (const samples of [2, 8, 512]) {
      const { trustRegion: _none, mStep: _neither, ...preset } = mpo();
      const run = composeUnchecked(
        {
          ...preset,
          environment: quadraticBandit(),
          prior: gaussian({ squash: 'identity' }),
          posterior: weights({ samples }),
          valueEstimator: quadraticQ(curvature, [optimum]),
          temperature: fixedTemperature({ alpha }),
          data: replay({ batchSize: 2048, capacity: 1 }),
          schedule: offPolicy({ steps: [['eStep']] }),
        },
        { seed: 1 },
      );
      const pipeline = await run.open();
      pipeline.steps[0].run(pipeline.progress);
      reached.push(pipeline.steps[0].executable.outputs['metric/posterior/objective'].data[0]);
      run.dispose();
    }
    expect(reached[0]).toBeLessThan(reached[1]);
    expect(reached[1]).toBeLessThan(reached[2]);
    expect(reached[2]).toBeLessThan(value);
    expect(reached[2]).toBeGreaterThan(value - 0.01);
  });
});

describe('a penalty on actions outside of the box', () => {
  const penalty = { bound: 0.05, initialTemperature: 0.4 };

  it('adds weights of its own to those of the values, and adapts to its bound', async () => {
    const { trustRegion: _none, ...preset } = mpo();
    const run = composeUnchecked(
      {
        ...preset,
        environment: quadraticBandit(),
        prior: gaussian({ std: 1.5, squash: 'identity' }),
        posterior: weights({ samples: SAMPLES, actionPenalty: penalty }),
        valueEstimator: quadraticQ(1, [2]),
        temperature: fixedTemperature({ alpha: ALPHA }),
        mStep: show,
        data: replay({ batchSize: ROWS, capacity: 1 }),
        schedule: offPolicy({ steps: [['eStep', 'mStep']] }),
      },
      { seed: 1 },
    );
    const pipeline = await run.open();
    const [step] = pipeline.steps;
    step.run(pipeline.progress);
    const { executable } = step;
    const read = (name: string) => [...executable.outputs[name].data];
    const [action, weight] = [read('result/mStep/action_SB'), read('result/mStep/weight_SB')];
    const softmax = (values: readonly number[]) => {
      const exponentials = values.map(Math.exp);
      const total = exponentials.reduce((sum, value) => sum + value);
      return exponentials.map((value) => value / total);
    };
    let divergence = 0;
    for (let row = 0; row < ROWS; row++) {
      const actions = column(action, row);
      const own = softmax(actions.map((a) => (-0.5 * (a - 2) ** 2) / ALPHA));
      const inside = softmax(actions.map((a) => -Math.max(Math.abs(a) - 1, 0) / penalty.initialTemperature));
      for (const [i, value] of column(weight, row).entries()) expect(value).toBeCloseTo(own[i] + inside[i], 4);
      divergence += inside.reduce((sum, w) => sum + w * Math.log(w * SAMPLES), 0) / ROWS;
    }
    expect(read('metric/posterior/penaltyKl')[0]).toBeCloseTo(divergence, 4);
    // ∂L/∂η = ε − KL, and η = softplus(raw).
    const [{ data }] = pipeline.parameters.gradientViews('posterior');
    const inner = 1 - Math.exp(-penalty.initialTemperature);
    expect(data[0]).toBeCloseTo((penalty.bound - divergence) * inner, 4);
    run.dispose();
  });
});
