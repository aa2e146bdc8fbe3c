import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature, klDual, rankWeights, weights } from '@vem/posteriors';
import { decoupledGaussian, learnedGaussian, weightedMle } from '@vem/priors';
import { adam, offPolicy, replay, samplePrior } from '@vem/training';
import { expectation, oneStep, singleQ } from '@vem/values';

const PAPER = { title: 'Abdolmaleki et al. 2018, Relative Entropy Regularized Policy Iteration', arxiv: '1812.02256' };

const slots = () => {
  const network = { hidden: [256, 256, 256], activation: 'elu' as const, layerNorm: 'first' as const };
  const target = { kind: 'copyEvery', updates: 200 } as const;
  return {
    // 3. A Gaussian policy is fitted to the weighted actions, within bounds on its move.
    prior: { box: learnedGaussian({ ...network, squash: 'identity', target }) },
    mStep: weightedMle(),
    trustRegion: decoupledGaussian({ meanBound: 5e-4, covarianceBound: 1e-5 }),
    // 2. Its actions are weighted in each state, within a bound on how far from equally.
    posterior: weights(),
    temperature: klDual(),
    likelihood: optimality(),
    // 1. One critic, by one-step targets.
    valueEstimator: singleQ({ ...network, target }),
    bootstrap: expectation({ who: 'prior', samples: 20 }),
    returns: oneStep(),
    behaviour: samplePrior(),
    data: replay(),
    optimiser: adam(),
    schedule: offPolicy({ steps: [['value', 'eStep', 'mStep', 'temperature']] }),
  };
};

/** Relative-entropy regularised policy iteration: evaluate, weigh, fit. */
export const rerpi = definePreset({
  name: 'rerpi',
  description:
    'Relative-entropy regularised policy iteration: the prior’s actions are weighted by value or by rank, and a Gaussian is fitted to them within KL bounds',
  cell: { prior: 'learned', model: 'free', posterior: 'nonParametric' },
  sources: [PAPER],
  slots,
  variants: {
    rank: {
      description: 'Weights by the rank of an action’s value in its state',
      sources: [PAPER],
      // Nothing reads the temperature.
      slots: () => ({ ...slots(), posterior: rankWeights(), temperature: fixedTemperature({ alpha: 1 }) }),
    },
  },
});
