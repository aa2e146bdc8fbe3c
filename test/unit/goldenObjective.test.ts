import { fixedTemperature, gaussian, tanhGaussian } from '@vem/posteriors';
import { gaussian as gaussianPrior, uniform } from '@vem/priors';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { quadraticQ } from '../support/knownQ.js';
import { OneState } from '../support/oneState.js';
import { expectClose, SINGLE_PRECISION } from '../support/relative.js';

describe('pathwise E-step of a tanh-Gaussian under the normalised uniform prior', () => {
  for (const { alpha, mean, std, objective, exactValue } of golden.tanhGaussianOptimum.problems) {
    const open = (fineness: number) =>
      OneState.open({
        fineness,
        slots: {
          posterior: tanhGaussian({ hidden: [] }),
          prior: uniform({ reference: 'normalised' }),
          valueEstimator: quadraticQ(8, [0.5]),
          temperature: fixedTemperature({ alpha }),
        },
      });

    it(`has the objective of the optimum, below the exact value, and slope 0 there (α = ${alpha})`, async () => {
      const state = await open(128);
      state.gaussian.set([mean, Math.log(std)]);
      state.infer();
      expectClose(state.metric('posterior/objective'), objective);
      expect(state.metric('posterior/objective')).toBeLessThan(exactValue);
      for (const slope of state.slope) expect(Math.abs(slope)).toBeLessThan(SINGLE_PRECISION);
    });

    it(`climbs to the optimum from a wide Gaussian (α = ${alpha})`, async () => {
      const state = await open(64);
      state.gaussian.set([-0.3, 0]);
      for (let i = 0; i < 160; i++) state.ascend(0.2);
      expectClose(state.gaussian[0], mean);
      expectClose(Math.exp(state.gaussian[1]), std);
    });
  }
});

it('the pathwise gradient of a Gaussian against a Gaussian prior is that of the closed form', async () => {
  const state = await OneState.open({
    slots: {
      posterior: gaussian({ hidden: [] }),
      prior: gaussianPrior({ mean: 0, std: 1, squash: 'identity' }),
      valueEstimator: quadraticQ(4, [1]),
      temperature: fixedTemperature({ alpha: 1 }),
    },
  });
  const { mean, std, objective, byMean, byLogStd } = golden.gaussianObjective;
  state.gaussian.set([mean, Math.log(std)]);
  state.infer();
  expectClose(state.metric('posterior/objective'), objective, 1e-5);
  expectClose(state.slope[0], byMean, 1e-5);
  expectClose(state.slope[1], byLogStd, 1e-5);
});
