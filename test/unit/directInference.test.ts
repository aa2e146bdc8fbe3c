import * as tf from '@tensorflow/tfjs-core';
import { pendulum, pointMass, quadraticBandit } from '@vem/envs';
import { composeUnchecked, definePlugin, preSquashOf, type SlotMap, sampleOf } from '@vem/framework';
import {
  adaptiveImportance,
  crossEntropy,
  fixedTemperature,
  gradientGaussian,
  reparameterised,
  targetEntropy,
} from '@vem/posteriors';
import { directSac } from '@vem/presets';
import { gaussian } from '@vem/priors';
import { offPolicy, replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import golden from '../fixtures/perState.json' with { type: 'json' };
import { knownQ, quadraticQ } from '../support/knownQ.js';

const START = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 } as const;
const DRAWN = 8192;

/** Publishes draws of what the posterior infers at the batch's one state. */
const drawn = definePlugin({
  slot: 'mStep',
  name: 'drawn',
  description: 'Draws of the posterior',
  config: z.strictObject({}),
  inject: [],
  create: () => ({
    program: (step) => ({
      loss: () => {
        const belief = step.posterior.infer(step.batch.observation_BO, 'train');
        return { losses: [], results: { u_SBA: preSquashOf(sampleOf(belief, DRAWN), 'identity') } };
      },
    }),
  }),
});

interface Moments {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/** Moments before the squash of what is inferred, in one state of a bandit. */
async function inferred(dimension: 1 | 2, base: SlotMap, slots: SlotMap): Promise<Moments> {
  const run = composeUnchecked(
    {
      ...base,
      environment: dimension === 1 ? quadraticBandit() : pointMass(),
      prior: gaussian({ squash: 'identity' }),
      data: replay({ batchSize: 1, capacity: 1 }),
      mStep: drawn(),
      schedule: offPolicy({ steps: [['mStep']] }),
      ...slots,
    },
    { seed: 1 },
  );
  const [step] = (await run.open()).steps;
  step.run(START);
  const u = step.executable.outputs['result/mStep/u_SBA'].data;
  const at = (s: number, i: number) => u[s * dimension + i];
  const meanOf = (f: (s: number) => number) =>
    Array.from({ length: DRAWN }, (_, s) => f(s)).reduce((a, b) => a + b, 0) / DRAWN;
  const axes = Array.from({ length: dimension }, (_, i) => i);
  const mean = axes.map((i) => meanOf((s) => at(s, i)));
  const covariance = axes.map((i) => axes.map((j) => meanOf((s) => (at(s, i) - mean[i]) * (at(s, j) - mean[j]))));
  run.dispose();
  return { mean, covariance };
}

const bases = {
  gradient: () => ({ ...directSac(), gradientEstimator: reparameterised({ samples: 1024 }) }),
  importance: () => directSac('importance'),
  elites: () => directSac('cross-entropy'),
} as const;
const importance = (options: Parameters<typeof adaptiveImportance>[0] = {}) =>
  adaptiveImportance({ samples: 4096, leastStd: 1e-4, squash: 'identity', ...options });
const climbing = () => gradientGaussian({ iterations: 10, optimiser: 'sgd', learningRate: 0.3, squash: 'identity' });

describe('a quadratic Q under a Gaussian prior', () => {
  const { curvature, optimum, problems } = golden.gaussianPosterior;
  // One problem is enough for the slow one: its steps are compiled one by one.
  for (const [i, { alpha, mean, variance }] of problems.entries())
    for (const [name, posterior, base] of [
      ['gradient', climbing, bases.gradient],
      ['importance sampling', importance, bases.importance],
    ] as const)
      it.skipIf(i > 0 && name === 'gradient')(`has the exact posterior by ${name} (α = ${alpha})`, async () => {
        const found = await inferred(1, base(), {
          posterior: posterior(),
          valueEstimator: quadraticQ(curvature, [optimum]),
          temperature: fixedTemperature({ alpha }),
        });
        const deviation = Math.sqrt(variance);
        expect(Math.abs(found.mean[0] - mean)).toBeLessThan(0.08 * deviation);
        expect(Math.abs(found.covariance[0][0] / variance - 1)).toBeLessThan(0.12);
      });

  it('without the ratio of densities importance sampling goes to a temperature of α/k', async () => {
    const { rounds, mean, variance } = golden.withoutDensityRatio;
    const slots = {
      valueEstimator: quadraticQ(curvature, [optimum]),
      temperature: fixedTemperature({ alpha: 1 }),
    };
    const uncorrected = await inferred(1, bases.importance(), {
      ...slots,
      posterior: importance({ iterations: rounds, correction: 'none' }),
    });
    expect(Math.abs(uncorrected.mean[0] - mean)).toBeLessThan(0.02);
    expect(Math.abs(uncorrected.covariance[0][0] / variance - 1)).toBeLessThan(0.15);
    const corrected = await inferred(1, bases.importance(), {
      ...slots,
      posterior: importance({ iterations: rounds }),
    });
    expect(Math.abs(corrected.mean[0] - problems[0].mean)).toBeLessThan(0.04);
    expect(Math.abs(corrected.covariance[0][0] / problems[0].variance - 1)).toBeLessThan(0.12);
  });

  it('weights that are worth fewer than ten samples move nothing', async () => {
    const found = await inferred(1, bases.importance(), {
      posterior: importance({ samples: 64, initialMean: 0.3, initialStd: 1.5 }),
      valueEstimator: quadraticQ(1e4, [1]),
      temperature: fixedTemperature({ alpha: 1e-2 }),
    });
    expect(Math.abs(found.mean[0] - 0.3)).toBeLessThan(0.08);
    expect(Math.abs(found.covariance[0][0] / 2.25 - 1)).toBeLessThan(0.1);
  });

  it('the cross-entropy method narrows whatever α is, and has no density', async () => {
    const slots = { posterior: crossEntropy({ squash: 'identity', iterations: 8, samples: 256 }) };
    const found = await inferred(1, bases.elites(), {
      ...slots,
      valueEstimator: quadraticQ(curvature, [optimum]),
      temperature: fixedTemperature({ alpha: 10 }),
    });
    expect(Math.abs(found.mean[0] - optimum)).toBeLessThan(0.05);
    expect(found.covariance[0][0]).toBeLessThan(1e-3);
    const counted = { ...directSac('cross-entropy'), environment: pendulum(), temperature: targetEntropy() };
    expect(() => composeUnchecked(counted, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path: 'posterior.logProb' }),
    );
  });
});

describe('two dimensions that depend on each other', () => {
  const { curvature, optimum, priorCovariance, alpha, mean, covariance, reverseDiagonalVariance } =
    golden.twoDimensions;
  const slots = {
    valueEstimator: knownQ((action_SBA) => quadratic(action_SBA, curvature, optimum)),
    prior: correlated(),
    temperature: fixedTemperature({ alpha }),
  };

  it('have their covariance by importance sampling with a full one, and marginal variances with a diagonal one', async () => {
    const full = await inferred(2, bases.importance(), { ...slots, posterior: importance() });
    for (const i of [0, 1]) {
      expect(Math.abs(full.mean[i] - mean[i])).toBeLessThan(0.03);
      for (const j of [0, 1]) expect(Math.abs(full.covariance[i][j] - covariance[i][j])).toBeLessThan(0.012);
    }
    const own = await inferred(2, bases.importance(), { ...slots, posterior: importance({ covariance: 'diagonal' }) });
    for (const i of [0, 1]) expect(Math.abs(own.covariance[i][i] - covariance[i][i])).toBeLessThan(0.012);
    expect(Math.abs(own.covariance[0][1])).toBeLessThan(0.01);
  });

  it('have the inverse of their precisions by gradient: the other divergence', async () => {
    const found = await inferred(2, bases.gradient(), { ...slots, posterior: climbing() });
    for (const i of [0, 1]) {
      expect(Math.abs(found.mean[i] - mean[i])).toBeLessThan(0.03);
      expect(Math.abs(found.covariance[i][i] / reverseDiagonalVariance[i] - 1)).toBeLessThan(0.06);
    }
  });

  /** N(0, S) before no squash. */
  function correlated() {
    const [[a, b], [, d]] = priorCovariance;
    const determinant = a * d - b * b;
    const precision = [
      [d / determinant, -b / determinant],
      [-b / determinant, a / determinant],
    ];
    return definePlugin({
      slot: 'prior',
      name: 'correlated',
      description: 'A Gaussian of two dimensions that depend on each other',
      config: z.strictObject({}),
      provides: ['density', 'space:u', 'space:box'],
      inject: [],
      create: () => ({
        program: () => ({
          at: () => ({
            spaces: ['u', 'box'],
            logProb: ({ action_SBA }) =>
              tf.sub(quadratic(action_SBA, precision, [0, 0]), Math.log(2 * Math.PI * Math.sqrt(determinant))),
          }),
        }),
      }),
    })();
  }
});

/** −½ (a − m)ᵀ H (a − m), [S, B]. */
function quadratic(
  action_SBA: tf.Tensor,
  matrix: readonly (readonly number[])[],
  centre: readonly number[],
): tf.Tensor {
  const apart_SBA = tf.sub(action_SBA, [...centre]);
  const [x, y] = tf.unstack(apart_SBA, -1);
  const [[a, b], [, d]] = matrix;
  const form = tf.add(tf.mul(a, tf.square(x)), tf.add(tf.mul(2 * b, tf.mul(x, y)), tf.mul(d, tf.square(y))));
  return tf.mul(-0.5, form);
}
