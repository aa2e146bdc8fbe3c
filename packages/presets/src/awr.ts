import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { batchWeights, fixedTemperature } from '@vem/posteriors';
import { learnedCategorical, learnedGaussian, weightedMle } from '@vem/priors';
import { everyBatch, recentRollouts, runningStatistics, samplePrior, sgd } from '@vem/training';
import { generalisedAdvantages, stateValue, stateValues } from '@vem/values';
import * as tuned from './tuned/awr.js';

const slots = () => ({
  // The policy is the prior: it acts, and is fitted to what it and earlier ones did, by weight.
  prior: { box: learnedGaussian(tuned.gaussianPolicy), discrete: learnedCategorical(tuned.policy) },
  behaviour: samplePrior(),
  posterior: batchWeights({ topFraction: 1, weightClip: 20, normalise: false }),
  temperature: fixedTemperature({ alpha: 1 }),
  mStep: { box: weightedMle(tuned.boundedFit), discrete: weightedMle({ decoupled: false }) },
  // Values in units of 1/(1 − γ).
  likelihood: optimality({ rewardScale: 0.01 }),
  valueEstimator: stateValue(tuned.value),
  bootstrap: stateValues(),
  returns: generalisedAdvantages({ lambda: 0.95, standardise: true }),
  data: recentRollouts(),
  normaliser: runningStatistics(tuned.normaliser),
  optimiser: sgd({ momentum: 0.9 }),
  schedule: everyBatch(tuned.regressions(200, 1000)),
});

/** Advantage-weighted regression: two regressions per iteration on rows of earlier policies, with the newest values. */
export const awr = definePreset({
  name: 'awr',
  description:
    'Advantage-weighted regression: values, then the policy, are fitted to the last 50,000 steps, weighted by exp(A/β)',
  cell: { prior: 'learned', model: 'free', posterior: 'nonParametric' },
  sources: [tuned.PAPER, tuned.CODE],
  run: { environments: 1 },
  slots,
  variants: {
    cartpole: { ...tuned.cartPole, slots: () => ({ ...slots(), ...tuned.cartPole.changes() }) },
    pendulum: { ...tuned.pendulum, slots: () => ({ ...slots(), ...tuned.pendulum.changes() }) },
  },
});
