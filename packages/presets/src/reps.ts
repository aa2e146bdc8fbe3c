import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { batchWeights, ofValue } from '@vem/posteriors';
import { learnedCategorical, learnedGaussian, weightedMle } from '@vem/priors';
import { adam, episodes, everyBatch, runningStatistics, samplePrior } from '@vem/training';
import { dualValue, generalisedAdvantages, stateValues } from '@vem/values';
import * as tuned from './tuned/batchWeighted.js';

const slots = () => ({
  // The policy is the prior: it acts, and is fitted to what it did, by weight.
  prior: { box: learnedGaussian(tuned.gaussianPolicy), discrete: learnedCategorical(tuned.policy) },
  behaviour: samplePrior(),
  // Weights exp(δ/η) on all pairs; η and V are the multipliers of one bounded problem.
  posterior: batchWeights({ topFraction: 1 }),
  valueEstimator: dualValue({ bound: 0.5 }),
  temperature: ofValue(),
  mStep: weightedMle({ decoupled: false }),
  likelihood: optimality(),
  bootstrap: stateValues(),
  // λ = 0: the advantage is the temporal difference δ.
  returns: generalisedAdvantages({ lambda: 0 }),
  // Each visit counts by its discount, so that the bound is on discounted visits.
  data: episodes({ perEnvironment: 8, length: 500, visitDiscount: 0.99 }),
  normaliser: runningStatistics({ reward: false }),
  optimiser: adam({ learningRate: 3e-3 }),
  schedule: everyBatch({
    steps: [['value'], { phases: ['eStep', 'mStep'], repeat: 50, rows: 'rollout', lookBack: true }],
  }),
});

/** Relative entropy policy search: weights within a bound of what was visited, by a dual over a temperature and values. */
export const reps = definePreset({
  name: 'reps',
  description:
    'Relative entropy policy search: pairs weighted by exp(δ/η), η and V by one dual, the policy is fitted to them',
  cell: { prior: 'learned', model: 'free', posterior: 'nonParametric' },
  sources: [
    { title: 'Peters, Mülling and Altun 2010, Relative Entropy Policy Search, AAAI' },
    {
      title:
        'van Hoof, Peters and Neumann 2015, Learning of Non-Parametric Control Policies with High-Dimensional State Features, AISTATS',
    },
  ],
  run: { environments: 1 },
  slots,
});
