import { discreteBandit } from '@vem/envs';
import { type BoundSlot, decoupledDivergences } from '@vem/framework';
import { exactCategorical, exactGaussian, fixedTemperature, klDual, weights } from '@vem/posteriors';
import { distil, fixedCategorical, uniform, weightedMle } from '@vem/priors';
import { offPolicy } from '@vem/training';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/klBounds.json' with { type: 'json' };
import { everyTransition } from '../../support/everyTransition.js';
import { quadraticQ } from '../../support/knownQ.js';
import { OneStateEm } from '../../support/oneStateEm.js';
import { expectClose } from '../../support/relative.js';
import { array, engines, runProgram } from '../../support/runProgram.js';
import { TabularRun } from '../../support/tabularRun.js';

const { curvature, optimum, posteriors, bounded, decoupledFit, iterates, fixedTemperature: fixed } = golden.quadratic;
const valueEstimator = quadraticQ(curvature, [optimum]);

describe('the posterior of a quadratic value under a Gaussian prior', () => {
  const kinds: Readonly<Record<string, BoundSlot<'posterior'>>> = {
    'in closed form': exactGaussian(),
    'as weights on the prior’s actions': weights({ samples: 1024 }),
  };
  for (const [kind, posterior] of Object.entries(kinds))
    for (const { alpha, value, meanPayoff, kl } of posteriors)
      it(`${kind} reaches the largest value of the objective (α = ${alpha})`, async () => {
        const state = await OneStateEm.open({
          slots: { posterior, valueEstimator, temperature: fixedTemperature({ alpha }) },
          phases: ['eStep', 'mStep'],
        });
        state.infer();
        expectClose(state.metric('posterior/q'), meanPayoff);
        expectClose(state.metric('posterior/kl'), kl);
        expectClose(state.metric('posterior/objective'), value);
        state.dispose();
      });

  it('becomes the prior round by round, at a fixed temperature', async () => {
    const state = await OneStateEm.open({
      slots: {
        posterior: exactGaussian(),
        valueEstimator,
        mStep: distil(),
        temperature: fixedTemperature({ alpha: 1 }),
      },
      phases: ['eStep', 'mStep'],
    });
    for (const [mean, variance] of fixed.rounds) {
      state.learn(500, 'prior');
      expectClose(state.prior.mean, mean, 1e-3);
      expect(Math.abs(state.prior.variance / variance - 1)).toBeLessThan(1e-3);
      state.follow();
    }
    state.dispose();
  });
});

describe('the dual of a bound on the divergence', () => {
  const open = (bound: number, initialAlpha: number, mStep = weightedMle({ decoupled: false })) =>
    OneStateEm.open({
      slots: { valueEstimator, mStep, temperature: klDual({ bound, initialAlpha, learningRate: 0.02 }) },
      phases: ['eStep', 'mStep', 'temperature'],
    });

  for (const { bound, alpha, mean, variance, dual } of bounded.problems)
    it(`finds the temperature at which the bound is used up, and the prior then fits the weights (ε = ${bound})`, async () => {
      // Started off by a quarter: rates are for single precision here, not for long ways.
      const state = await open(bound, 1.25 * alpha);
      state.learn(1000, 'temperature', 'prior');
      expect(Math.abs(state.metric('temperature/alpha') / alpha - 1)).toBeLessThan(1e-3);
      expect(Math.abs(state.metric('posterior/kl') / bound - 1)).toBeLessThan(1e-3);
      expectClose(state.loss('temperature'), dual);
      expectClose(state.prior.mean, mean, 1e-3);
      expectClose(state.prior.variance, variance, 1e-3);
      state.dispose();
    });

  it('leads through the rounds of EM', async () => {
    const state = await open(iterates.bound, 8);
    for (const [alpha, mean, variance] of iterates.rounds) {
      state.learn(700, 'temperature', 'prior');
      expect(Math.abs(state.metric('temperature/alpha') / alpha - 1)).toBeLessThan(1e-3);
      expectClose(state.prior.mean, mean, 1e-3);
      expect(Math.abs(state.prior.variance / variance - 1)).toBeLessThan(1e-3);
      state.follow();
    }
    state.dispose();
  });

  it('and the decoupled fit: the mean of the weights, and their second moment around the old mean', async () => {
    const state = await open(iterates.bound, 8, weightedMle());
    state.learn(1000, 'temperature', 'prior');
    expectClose(state.prior.mean, decoupledFit.mean, 1e-3);
    expectClose(state.prior.variance, decoupledFit.aroundOldMean, 1e-3);
    expect(decoupledFit.aroundOldMean - decoupledFit.aroundNewMean).toBeGreaterThan(0.1);
    state.dispose();
  });
});

describe('the decoupled divergences of two Gaussians', () => {
  const { old, new: now, mean, covariance, whole } = golden.decoupledKl;
  const row = (values: readonly number[]) => array([1, 2], values);

  it.each(Object.entries(engines))('are those of the closed form (%s engine)', async (_name, open) => {
    const inputs = {
      oldMean: row(old.mean),
      oldLogStd: row(old.std.map(Math.log)),
      newMean: row(now.mean),
      newLogStd: row(now.std.map(Math.log)),
    };
    const { mean_BA, covariance_BA } = await runProgram(open, inputs, ({ oldMean, oldLogStd, newMean, newLogStd }) => ({
      ...decoupledDivergences({ mean_BA: oldMean, logStd_BA: oldLogStd }, { mean_BA: newMean, logStd_BA: newLogStd }),
    }));
    for (const dimension of [0, 1]) {
      expectClose(mean_BA[dimension], mean[dimension], 1e-6);
      expectClose(covariance_BA[dimension], covariance[dimension], 1e-6);
      expect(Math.abs(mean_BA[dimension] + covariance_BA[dimension] - whole[dimension])).toBeGreaterThan(1e-3);
    }
  });
});

describe('the posterior over finitely many actions under a bound', () => {
  const { payoffs, prior: probabilities, problems } = golden.discrete;
  const everyAction = payoffs.map((reward, action) => ({
    observation: [1],
    action,
    reward,
    nextObservation: [1],
    terminated: true,
  }));
  const settle = async (prior: BoundSlot<'prior'>, temperature: BoundSlot<'temperature'>) => {
    const run = await TabularRun.open({
      environment: discreteBandit({ payoffs }),
      data: everyTransition(everyAction),
      prior,
      posterior: exactCategorical({ train: 'target' }),
      temperature,
      schedule: offPolicy({ steps: [['value'], ['eStep', 'temperature']] }),
    });
    run.update(300);
    return run;
  };

  for (const { bound, alpha, posterior, withoutPrior } of problems)
    it(`has the prior as a factor (ε = ${bound})`, async () => {
      // By gradient descent: the curvature of the dual is about 2 ε / α.
      const run = await settle(
        fixedCategorical({ probabilities }),
        klDual({ bound, initialAlpha: 2 * alpha, learningRate: alpha / (2 * bound) }),
      );
      expect(Math.abs(run.metric('temperature/alpha') / alpha - 1)).toBeLessThan(1e-3);
      expect(Math.abs(run.metric('posterior/kl') / bound - 1)).toBeLessThan(1e-2);
      for (const [action, probability] of run.act()[0].probability.entries())
        expectClose(probability, posterior[action]);
      const without = await settle(uniform(), fixedTemperature({ alpha }));
      for (const [action, probability] of without.act()[0].probability.entries()) {
        expectClose(probability, withoutPrior[action]);
        expect(Math.abs(probability - posterior[action])).toBeGreaterThan(0.01);
      }
    });
});
