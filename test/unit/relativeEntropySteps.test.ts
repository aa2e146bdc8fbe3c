import * as tf from '@tensorflow/tfjs-core';
import { pointMass } from '@vem/envs';
import { composeUnchecked } from '@vem/framework';
import { fixedTemperature, gaussian, klDual, rankWeights, reparameterised, targetKl, weights } from '@vem/posteriors';
import { decoupledGaussian, previousPolicy, snapshot, uniform, weightedMle } from '@vem/priors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/klBounds.json' with { type: 'json' };
import { knownQ, quadraticQ } from '../support/knownQ.js';
import { normalGrid } from '../support/normalQuantiles.js';
import { OneState } from '../support/oneState.js';
import { OneStateEm } from '../support/oneStateEm.js';
import { smallMpo } from '../support/smallMpo.js';
import { smallMpoParametric } from '../support/smallRelativeEntropy.js';

const { curvature, optimum, bounded, iterates } = golden.quadratic;
const valueEstimator = quadraticQ(curvature, [optimum]);

describe('the parametric E-step within a bound', () => {
  const FINENESS = 16;

  /** From N(0, 1), which is its prior and its own earlier copy. */
  const open = async (bound: number, initialAlpha: number) => {
    const state = await OneState.open({
      slots: {
        posterior: gaussian({ hidden: [], outputGain: 0 }),
        prior: previousPolicy(),
        mStep: snapshot({ rule: { kind: 'copyEvery', updates: 1 } }),
        valueEstimator,
        gradientEstimator: reparameterised({ samples: FINENESS, divergence: 'closedForm' }),
        temperature: targetKl({ nats: bound, initialAlpha, learningRate: 0.02 }),
      },
      phases: ['eStep', 'mStep', 'temperature'],
      fineness: FINENESS,
      learningRate: 0.02,
    });
    state.setNoise('noise/posterior/normal/0', normalGrid(FINENESS, FINENESS, 1));
    return state;
  };

  const posteriorOf = (state: OneState) => {
    const [mean, logStd] = state.gaussian;
    return { mean, variance: Math.exp(2 * logStd) };
  };

  // The same numbers as those of weights on the prior's actions: test/unit/golden/klBounds.test.ts.
  for (const { bound, alpha, mean, variance } of bounded.problems)
    it(`reaches what the non-parametric one reaches (ε = ${bound})`, async () => {
      const state = await open(bound, 1.25 * alpha);
      for (let update = 0; update < 1200; update++) state.learn('posterior', 'temperature');
      const found = posteriorOf(state);
      expect(Math.abs(found.mean / mean - 1)).toBeLessThan(5e-3);
      expect(Math.abs(found.variance / variance - 1)).toBeLessThan(5e-3);
      expect(Math.abs(state.metric('temperature/alpha') / alpha - 1)).toBeLessThan(1e-2);
      // The bound is used up.
      expect(Math.abs(state.metric('posterior/kl') / bound - 1)).toBeLessThan(1e-2);
    });

  it('leads through the rounds of EM, the prior becoming what was found', async () => {
    const state = await open(iterates.bound, 8);
    for (const [alpha, mean, variance] of iterates.rounds.slice(0, 3)) {
      for (let update = 0; update < 1200; update++) state.learn('posterior', 'temperature');
      const found = posteriorOf(state);
      expect(Math.abs(found.mean / mean - 1)).toBeLessThan(1e-2);
      expect(Math.abs(found.variance / variance - 1)).toBeLessThan(1e-2);
      expect(Math.abs(state.metric('temperature/alpha') / alpha - 1)).toBeLessThan(2e-2);
      state.follow();
    }
  });

  it('needs two densities of one kind', async () => {
    const { mStep: _none, ...slots } = smallMpoParametric;
    const run = composeUnchecked({ ...slots, prior: uniform() }, { seed: 1 });
    await expect(run.open()).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_DIVERGENCE_UNKNOWN', path: 'divergence' }),
    );
  });
});

describe('weights by rank', () => {
  /** The weights of one state's samples, in the order of their values, as metrics tell of them. */
  async function examined(q: (action_SBA: tf.Tensor) => tf.Tensor, samples = 6) {
    const state = await OneStateEm.open({
      slots: {
        posterior: rankWeights({ samples }),
        valueEstimator: knownQ(q),
        mStep: weightedMle({ decoupled: false }),
        temperature: fixedTemperature({ alpha: 1 }),
      },
      phases: ['eStep', 'mStep'],
      samples,
    });
    state.infer();
    const figures = ['posterior/q', 'posterior/kl', 'posterior/effectiveSampleSize'].map((name) => state.metric(name));
    state.dispose();
    return figures;
  }
  const sum = (action_SBA: tf.Tensor) => tf.sum(action_SBA, -1);

  it('are ∝ ln((S + ½) / rank), the largest value first', async () => {
    const raw = [1, 2, 3, 4, 5, 6].map((rank) => Math.log(6.5 / rank));
    const total = raw.reduce((a, b) => a + b, 0);
    const weight = raw.map((w) => w / total);
    const [, kl, size] = await examined(sum);
    expect(kl).toBeCloseTo(
      weight.reduce((a, w) => a + w * Math.log(6 * w), 0),
      5,
    );
    expect(size).toBeCloseTo(1 / weight.reduce((a, w) => a + w * w, 0), 4);
  });

  it('know nothing of the scale of values, within each state', async () => {
    const plain = await examined(sum);
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        async (slope, shift) => {
          const bent = await examined((action_SBA) => tf.add(tf.exp(tf.mul(slope, sum(action_SBA))), shift));
          expect(bent[1]).toBeCloseTo(plain[1], 5);
          expect(bent[2]).toBeCloseTo(plain[2], 5);
        },
      ),
      { numRuns: 4 },
    );
  });

  it('widen the fit along a direction of progress, around the old mean; maximum likelihood narrows it', async () => {
    const fitted = async (decoupled: boolean) => {
      const state = await OneStateEm.open({
        slots: {
          posterior: rankWeights({ samples: 64 }),
          valueEstimator: knownQ(sum),
          mStep: weightedMle({ decoupled }),
          temperature: fixedTemperature({ alpha: 1 }),
        },
        phases: ['eStep', 'mStep'],
        samples: 64,
        learningRate: 0.02,
      });
      state.learn(500, 'prior');
      const { prior } = state;
      state.dispose();
      return prior;
    };
    const [around, narrow] = [await fitted(true), await fitted(false)];
    expect(around.mean).toBeGreaterThan(0.3);
    expect(Math.abs(around.mean - narrow.mean)).toBeLessThan(1e-2);
    expect(narrow.variance).toBeLessThan(1);
    expect(around.variance).toBeGreaterThan(1);
    expect(Math.abs(around.variance - (narrow.variance + narrow.mean ** 2))).toBeLessThan(1e-2);
  });

  it('do not tell a dual by how much to move', () => {
    const slots = { ...smallMpo(), posterior: rankWeights(), temperature: klDual() };
    const open = composeUnchecked(slots, { seed: 1 }).open();
    return expect(open).rejects.toThrow(expect.objectContaining({ code: 'VEM_EVIDENCE_MISSING' }));
  });
});

describe('bounds of each dimension', () => {
  /** The slopes of the multipliers where nothing has moved: what each dimension may use. */
  const allowed = async (bounds: 'shared' | 'whole') => {
    const slots = { ...smallMpo(), environment: pointMass(), posterior: weights({ samples: 4 }) };
    const run = composeUnchecked({ ...slots, trustRegion: decoupledGaussian({ bounds }) }, { seed: 1 });
    const pipeline = await run.open();
    pipeline.steps[0].executable.run();
    const slopes = pipeline.parameters.gradientViews('trustRegion').flatMap(({ data }) => [...data]);
    run.dispose();
    return slopes;
  };

  it('are a half each of two, or whole', async () => {
    const [shared, whole] = [await allowed('shared'), await allowed('whole')];
    expect(shared).toHaveLength(4);
    for (const [i, slope] of shared.entries()) {
      expect(slope).toBeGreaterThan(0);
      expect(Math.abs(whole[i] / slope - 2)).toBeLessThan(1e-5);
    }
  });
});
