import * as tf from '@tensorflow/tfjs-core';
import { compiledEngine } from '@vem/compiler';
import type { SlotMap } from '@vem/framework';
import { fixedTemperature, steinDirection, steinSampler } from '@vem/posteriors';
import { gaussian, uniform } from '@vem/priors';
import { adam } from '@vem/training';
import { oneStep, sampledLogSumExp } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/softQLearning.json' with { type: 'json' };
import { bootstrapTargets } from '../../support/bootstrapTarget.js';
import { knownQ, quadraticQ } from '../../support/knownQ.js';
import { momentsOf } from '../../support/moments.js';
import { normalQuantiles } from '../../support/normalQuantiles.js';
import { OneStateSampler } from '../../support/oneStateSampler.js';

const { curvature, optimum, exact, actionSpaceScore } = golden.sampler;

/** What finitely many particles leave between a Stein sampler's moments and the exact ones. */
const TOLERANCE = 0.02;

function expectMoments(actions: ArrayLike<number>, expected: { readonly mean: number; readonly std: number }): void {
  const { mean, std } = momentsOf(actions);
  expect(Math.abs(mean - expected.mean), `mean ${mean} instead of ${expected.mean}`).toBeLessThan(TOLERANCE);
  expect(Math.abs(std - expected.std), `std ${std} instead of ${expected.std}`).toBeLessThan(TOLERANCE);
}

/** Moves 100 free particles along the Stein direction, by steps of its root mean square's size that become smaller. */
function settle(score: (x: tf.Tensor) => tf.Tensor, rate: number): Float32Array {
  const [particles, steps] = [100, 1200];
  const engine = compiledEngine();
  const executable = engine.load({
    name: 'free particles',
    inputs: { x: { shape: [particles, 1, 1], dtype: 'float32' } },
    body: ({ x }) => ({ direction: steinDirection({ fixed_JBA: x, score_JBA: score(x) }).direction_IBA }),
  });
  const x = executable.inputs.x.data as Float32Array;
  const direction = executable.outputs.direction.data;
  for (let i = 0; i < particles; i++) x[i] = -0.9 + (1.8 * i) / (particles - 1);
  const square = new Float64Array(particles);
  for (let n = 0; n < steps; n++) {
    executable.run();
    for (let i = 0; i < particles; i++) {
      square[i] = 0.95 * square[i] + 0.05 * direction[i] ** 2;
      x[i] += (rate * (1 - n / steps) * direction[i]) / Math.sqrt(square[i] + 1e-8);
    }
  }
  const settled = x.slice();
  engine.dispose();
  return settled;
}

const slopeOfQ = (a: tf.Tensor) => tf.mul(-curvature, tf.sub(a, optimum));

describe('free particles along the Stein direction', () => {
  it('have the moments of e^Q if they move before the squash', () => {
    const u = settle((x) => {
      const a = tf.tanh(x);
      return tf.sub(tf.mul(slopeOfQ(a), tf.sub(1, tf.square(a))), tf.mul(2, a));
    }, 0.03);
    expectMoments(u.map(Math.tanh), exact);
  });

  it('have those of e^Q (1 − a²) if they move as actions with the squash’s correction', () => {
    const a = settle((x) => {
      const edge = tf.maximum(tf.sub(1, tf.square(x)), 1e-3);
      return tf.sub(slopeOfQ(x), tf.div(tf.mul(2, x), edge));
    }, 0.006);
    expectMoments(a, actionSpaceScore);
  });
});

describe('the sampling network in one state', () => {
  const settled = async (
    options: Parameters<typeof steinSampler>[0],
    { rows = 32, updates = 1600, slots = {} }: { rows?: number; updates?: number; slots?: SlotMap } = {},
  ) => {
    const sampler = await OneStateSampler.open({
      rows,
      slots: {
        posterior: steinSampler({ hidden: [32, 32], ...options }),
        valueEstimator: quadraticQ(curvature, [optimum]),
        temperature: fixedTemperature({ alpha: 1 }),
        optimiser: adam({ learningRate: 2e-3 }),
        ...slots,
      },
    });
    sampler.learn(updates);
    sampler.metrics();
    const actions = sampler.drawAtRest(400);
    const { 'posterior/entropyEstimate': entropy } = sampler.metrics();
    sampler.dispose();
    return { actions, entropy };
  };

  it('settles on e^Q, and knows how much entropy that has', async () => {
    const { actions, entropy } = await settled({ particles: 16 }, { updates: 3000 });
    expectMoments(actions, exact);
    const meanOfQ = (-curvature / 2) * (exact.std ** 2 + (exact.mean - optimum) ** 2);
    expect(Math.abs(entropy - (golden.softValue.value - meanOfQ))).toBeLessThan(0.1);
  });

  it('settles on e^{Q/α} at another temperature, with one set of particles that stand and move', async () => {
    const slots = {
      valueEstimator: quadraticQ(0.1 * curvature, [optimum]),
      temperature: fixedTemperature({ alpha: 0.1 }),
    };
    expectMoments(
      (await settled({ particles: 24, updateRatio: 'all' }, { rows: 16, updates: 2200, slots })).actions,
      exact,
    );
  });

  it('settles on e^Q (1 − a²) with the score in action space', async () => {
    const { actions } = await settled({ particles: 16, legacyActionSpaceScore: true });
    expectMoments(actions, actionSpaceScore);
  });

  it('settles on the prior where every action is as good, be it a density before the squash', async () => {
    const slots = {
      prior: gaussian({ mean: 0.4, std: 0.7 }),
      bootstrap: sampledLogSumExp({ proposal: 'prior' }),
      valueEstimator: quadraticQ(0, [0]),
    };
    const { actions } = await settled({ particles: 16 }, { slots });
    const { mean, std } = momentsOf(actions.map(Math.atanh));
    expect(Math.abs(mean - 0.4)).toBeLessThan(0.04);
    expect(Math.abs(std - 0.7)).toBeLessThan(0.04);
  });

  it('finds both modes of a bimodal Q, equally often', async () => {
    const width = 0.2;
    const bimodal = knownQ((action_SBA) => {
      const bump = (at: number) => tf.mul(-0.5 / width ** 2, tf.square(tf.sub(tf.squeeze(action_SBA, [2]), at)));
      return tf.logSumExp(tf.stack([bump(-0.5), bump(0.5)]), 0);
    });
    const { actions } = await settled({ particles: 16 }, { slots: { valueEstimator: bimodal } });
    const share = (inside: (a: number) => boolean) => actions.filter(inside).length / actions.length;
    expect(Math.abs(share((a) => a < 0) - 0.5)).toBeLessThan(0.1);
    // Of the density .040 lies within .15 of the middle and .687 within a width of either mode.
    expect(Math.abs(share((a) => Math.abs(a) < 0.15) - 0.04)).toBeLessThan(0.04);
    expect(Math.abs(share((a) => Math.abs(Math.abs(a) - 0.5) < width) - 0.687)).toBeLessThan(0.06);
  });
});

const quadratic =
  (h: number, m: number, scale = 1) =>
  (action_SBA: tf.Tensor) =>
    tf.squeeze(tf.mul((-scale * h) / 2, tf.square(tf.sub(action_SBA, m))), [2]);

describe('the sampled soft value', () => {
  const manySamples = async (options: Partial<Parameters<typeof bootstrapTargets>[0]['slots']>, alpha = 1) => {
    const targets = await bootstrapTargets({
      q: quadratic(curvature, optimum, alpha),
      rows: 16,
      slots: {
        temperature: fixedTemperature({ alpha }),
        bootstrap: sampledLogSumExp({ samples: 100_000 }),
        returns: oneStep({ discount: 1 }),
        ...options,
      },
    });
    const { mean, standardError } = momentsOf(targets);
    expect(standardError).toBeLessThan(1e-3 * alpha);
    return (expected: number) =>
      expect(Math.abs(mean - expected), `${mean} instead of ${expected}`).toBeLessThan(4 * standardError);
  };

  it('is α log ∫ e^{Q/α} with many samples', async () => {
    (await manySamples({}))(golden.softValue.value);
    (await manySamples({}, 0.01))(0.01 * golden.softValue.value);
  });

  it('knows the prior’s own measure, whoever proposes', async () => {
    const byPrior = sampledLogSumExp({ samples: 100_000, proposal: 'prior' });
    const normalised = { prior: uniform({ reference: 'normalised' }) };
    (await manySamples({ bootstrap: byPrior }))(golden.softValue.value);
    (await manySamples(normalised))(golden.softValue.value - Math.LN2);
    (await manySamples({ ...normalised, bootstrap: byPrior }))(golden.softValue.value - Math.LN2);
  });

  it('takes proposals from a prior that is a density before the squash', async () => {
    const values = normalQuantiles(20_000).map((u) =>
      Math.exp((-curvature / 2) * (Math.tanh(0.3 + 0.5 * u) - optimum) ** 2),
    );
    const expected = Math.log(values.reduce((sum, value) => sum + value, 0) / values.length);
    (
      await manySamples({
        prior: gaussian({ mean: 0.3, std: 0.5 }),
        bootstrap: sampledLogSumExp({ samples: 100_000, proposal: 'prior' }),
        returns: oneStep({ discount: 1 }),
      })
    )(expected);
  });

  it.each(golden.sampledSoftValue.means)('is too small with $samples samples by as much as it should', async (row) => {
    const targets = await bootstrapTargets({
      q: quadratic(golden.sampledSoftValue.curvature, golden.sampledSoftValue.optimum),
      rows: 16_384,
      slots: {
        temperature: fixedTemperature({ alpha: 1 }),
        bootstrap: sampledLogSumExp({ samples: row.samples }),
        returns: oneStep({ discount: 1 }),
      },
    });
    const { mean, standardError } = momentsOf(targets);
    const bar = 4 * Math.hypot(standardError, row.standardError);
    expect(Math.abs(mean - row.mean), `${mean} ± ${standardError} instead of ${row.mean}`).toBeLessThan(bar);
    expect(mean + 4 * standardError).toBeLessThan(golden.sampledSoftValue.value);
    if (row.samples === 1) expect(Math.abs(mean - golden.sampledSoftValue.meanOfOne)).toBeLessThan(4 * standardError);
  });
});
