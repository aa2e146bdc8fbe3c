import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { batchWeights, fixedTemperature } from '@vem/posteriors';
import { learnedCategorical, learnedGaussian, weightedMle } from '@vem/priors';
import { adam, everyBatch, rollouts, runningStatistics, samplePrior } from '@vem/training';
import { generalisedAdvantages, stateValue, stateValues } from '@vem/values';
import * as tuned from './tuned/batchWeighted.js';

const slots = () => ({
  // The policy is the prior: it acts, and is fitted to what it did, by weight.
  prior: { box: learnedGaussian(tuned.gaussianPolicy), discrete: learnedCategorical(tuned.policy) },
  behaviour: samplePrior(),
  // Weights exp(R/β) on all pairs: without a baseline, which is what the others of the family add.
  posterior: batchWeights({ topFraction: 1, by: 'return' }),
  temperature: fixedTemperature({ alpha: 10 }),
  mStep: weightedMle({ decoupled: false }),
  likelihood: optimality(),
  // Only asked for what follows where a roll-out was cut.
  valueEstimator: stateValue(tuned.value),
  bootstrap: stateValues(),
  returns: generalisedAdvantages({ lambda: 1 }),
  data: rollouts({ length: 2048, epochs: 1, batchSize: 'all' }),
  normaliser: runningStatistics({ reward: false }),
  optimiser: adam({ learningRate: 3e-3 }),
  schedule: everyBatch({ steps: [{ phases: ['value', 'eStep', 'mStep'], repeat: 50 }] }),
});

/** Reward-weighted regression: EM with the returns of what was tried as weights, no baseline and no bound. */
export const rwr = definePreset({
  name: 'rwr',
  description: 'Reward-weighted regression: the policy is fitted to what it did, weighted by exp(return/β)',
  cell: { prior: 'learned', model: 'free', posterior: 'nonParametric' },
  sources: [
    {
      title:
        'Peters and Schaal 2007, Reinforcement Learning by Reward-Weighted Regression for Operational Space Control, ICML',
    },
    { title: 'Dayan and Hinton 1997, Using Expectation-Maximization for Reinforcement Learning' },
    {
      title: 'Peng et al. 2019, Advantage-Weighted Regression: Simple and Scalable Off-Policy Reinforcement Learning',
      arxiv: '1910.00177',
    },
  ],
  run: { environments: 1 },
  slots,
});
