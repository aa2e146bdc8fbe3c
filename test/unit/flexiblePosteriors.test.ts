import {
  fixedTemperature,
  gaussianMixture,
  latentGaussian,
  normalizingFlow,
  reparameterised,
  stratified,
  tanhGaussian,
} from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { Bimodal, bimodalSoftValue } from '../support/bimodal.js';
import { quadraticQ } from '../support/knownQ.js';
import { normalQuantiles } from '../support/normalQuantiles.js';
import { OneState } from '../support/oneState.js';
import { expectClose } from '../support/relative.js';

const LEARNING = 300;
/** An auxiliary density has to be learned first. */
const LONGER = 600;
const RUNS = 40;

/** J of a posterior that has learned, to about .002. */
async function objectiveOf(
  slots: Parameters<typeof Bimodal.open>[0]['slots'],
  dimension: 1 | 2,
  updates = LEARNING,
): Promise<number> {
  const state = await Bimodal.open({ slots, dimension });
  state.learn(updates);
  const objective = state.mean('posterior/objective', RUNS);
  state.dispose();
  return objective;
}

describe.each([1, 2] as const)('where Q has two modes, in %d dimension(s)', (dimension) => {
  const gaussian = { posterior: tanhGaussian({ hidden: [8] }), gradientEstimator: reparameterised({ samples: 8 }) };
  const flexible = {
    'normalizing-flow': {
      posterior: normalizingFlow({ hidden: [8], width: 16 }),
      gradientEstimator: reparameterised({ samples: 8 }),
    },
    'latent-gaussian': {
      posterior: latentGaussian({ hidden: [16], latent: 4 }),
      gradientEstimator: reparameterised({ samples: 8 }),
    },
    'gaussian-mixture': {
      posterior: gaussianMixture({ hidden: [8], components: 2 }),
      gradientEstimator: stratified({ samples: 4 }),
    },
  };

  it('every flexible posterior is better than the Gaussian, and below the soft value', async () => {
    const reference = await objectiveOf(gaussian, dimension);
    const softValue = bimodalSoftValue(dimension);
    expect(reference).toBeLessThan(softValue);
    for (const [name, slots] of Object.entries(flexible)) {
      const objective = await objectiveOf(slots, dimension, name === 'latent-gaussian' ? LONGER : LEARNING);
      expect(objective, name).toBeGreaterThan(reference + 0.3 * (softValue - reference));
      expect(objective, name).toBeLessThan(softValue + 0.004);
    }
  });
});

describe('a mixture whose components are alike is a tanh-Gaussian', () => {
  for (const { alpha, mean, std, objective } of golden.tanhGaussianOptimum.problems)
    it(`with the objective of the best one (α = ${alpha})`, async () => {
      const [size, components] = [128, 2];
      const state = await OneState.open({
        fineness: size,
        slots: {
          posterior: gaussianMixture({ hidden: [], components, spread: 0 }),
          gradientEstimator: stratified({ samples: size }),
          prior: uniform({ reference: 'normalised' }),
          valueEstimator: quadraticQ(8, [0.5]),
          temperature: fixedTemperature({ alpha }),
        },
      });
      // Every component has the whole normal distribution: [S, K·B].
      const quantiles = normalQuantiles(size * size);
      const noise = Float32Array.from({ length: components * size * size }, (_, i) => {
        const [s, b] = [Math.floor(i / (components * size)), i % size];
        return quantiles[s * size + b];
      });
      state.setNoise('noise/posterior/normal/0', noise);
      state.gaussian.set([0.4, -0.7, mean, mean, Math.log(std), Math.log(std)]);
      state.infer();
      expectClose(state.metric('posterior/objective'), objective, 1e-4);
      for (const slope of state.slope) expect(Math.abs(slope)).toBeLessThan(5e-4);
    });
});

describe('a flow that bends nothing is a tanh-Gaussian', () => {
  for (const { alpha, mean, std, objective } of golden.tanhGaussianOptimum.problems)
    it(`with the objective of the best one (α = ${alpha})`, async () => {
      const state = await OneState.open({
        slots: {
          posterior: normalizingFlow({ hidden: [] }),
          prior: uniform({ reference: 'normalised' }),
          valueEstimator: quadraticQ(8, [0.5]),
          temperature: fixedTemperature({ alpha }),
        },
      });
      state.gaussian.fill(0).set([mean, Math.log(std)]);
      state.infer();
      expectClose(state.metric('posterior/objective'), objective, 1e-4);
      for (const slope of state.slope.slice(0, 2)) expect(Math.abs(slope)).toBeLessThan(5e-4);
    });
});

describe('a Gaussian given a Gaussian latent variable, where all is linear, is a tanh-Gaussian', () => {
  const SIZE = 128;
  /** Of the deviation of u, what comes by way of z. */
  const SHARE = 0.6;

  async function open(alpha: number, mean: number, std: number): Promise<OneState> {
    const state = await OneState.open({
      fineness: SIZE,
      slots: {
        posterior: latentGaussian({ hidden: [], latent: 1, spread: 0 }),
        gradientEstimator: reparameterised({ samples: SIZE }),
        prior: uniform({ reference: 'normalised' }),
        valueEstimator: quadraticQ(8, [0.5]),
        temperature: fixedTemperature({ alpha }),
      },
    });
    // A grid of pairs: z differs from row to row, the rest of u from sample to sample.
    const quantiles = normalQuantiles(SIZE);
    const grid = (of: (s: number, b: number) => number) =>
      Float32Array.from({ length: SIZE * SIZE }, (_, i) => of(Math.floor(i / SIZE), i % SIZE));
    state.setNoise(
      'noise/posterior/normal/0',
      grid((_, b) => quantiles[b]),
    );
    state.setNoise(
      'noise/posterior/normal/1',
      grid((s) => quantiles[s]),
    );
    for (const { data } of state.views) data.fill(0);
    state.view('policy/layer0/kernel').set([SHARE * std], state.view('policy/layer0/kernel').length - 2);
    state.view('policy/layer0/bias').set([mean, Math.log(std * Math.sqrt(1 - SHARE ** 2))]);
    return state;
  }

  for (const { alpha, mean, std, objective } of golden.tanhGaussianOptimum.problems) {
    it(`with the objective of the best one where z is told as it is (α = ${alpha})`, async () => {
      const state = await open(alpha, mean, std);
      const kernel = state.view('auxiliary/layer0/kernel');
      kernel.set([SHARE / std], kernel.length - 2);
      state.view('auxiliary/layer0/bias').set([(-SHARE * mean) / std, 0.5 * Math.log(1 - SHARE ** 2)]);
      state.infer();
      // Quantiles of two numbers stand for those of their sum.
      expect(Math.abs(state.metric('posterior/objective') - objective)).toBeLessThan(4e-3);
      for (const slope of state.slopeOf('auxiliary/layer0/bias')) expect(Math.abs(slope)).toBeLessThan(5e-3 * alpha);
    });

    it(`and less by what z and the action tell of each other where nothing tells z (α = ${alpha})`, async () => {
      const [told, untold] = [await open(alpha, mean, std), await open(alpha, mean, std)];
      const kernel = told.view('auxiliary/layer0/kernel');
      kernel.set([SHARE / std], kernel.length - 2);
      told.view('auxiliary/layer0/bias').set([(-SHARE * mean) / std, 0.5 * Math.log(1 - SHARE ** 2)]);
      for (const state of [told, untold]) state.infer();
      const lost = told.metric('posterior/objective') - untold.metric('posterior/objective');
      expect(lost).toBeCloseTo(-0.5 * alpha * Math.log(1 - SHARE ** 2), 2);
    });
  }
});
