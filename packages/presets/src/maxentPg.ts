import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { advantageScore, categorical, fixedTemperature, gaussian } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, episodes, everyBatch, samplePosterior } from '@vem/training';
import { rewardToGo, stateValue, stateValues, zero } from '@vem/values';
import * as tuned from './tuned/maxentPg.js';

const slots = () => ({
  prior: uniform(),
  posterior: { box: gaussian(tuned.fixedDeviation), discrete: categorical(tuned.cartPole.policy) },
  // Returns pay the sampled log π/p of every step from the action's own on, which brings the gradient of that along.
  gradientEstimator: advantageScore({ costs: 'none' }),
  temperature: fixedTemperature({ alpha: 0.01 }),
  likelihood: optimality(),
  valueEstimator: stateValue(tuned.cartPole.value),
  bootstrap: stateValues(),
  returns: rewardToGo({ baseline: 'learned' }),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: episodes({ perEnvironment: 8, length: 500 }),
  optimiser: adam({ learningRate: 1e-3 }),
  // The baseline is used before it is fitted to the same episodes.
  schedule: everyBatch({ steps: [['value', 'eStep']] }),
});

/** Whatever is subtracted is no value of states: none is learned. */
const without = (baseline: 'none' | 'constant' | 'timeMean' | 'decayingAverage' | 'optimal', constant = 0) => ({
  ...slots(),
  valueEstimator: zero(),
  returns: rewardToGo({ baseline, constant }),
});

const REPORT = { title: 'Abdolhosseini, Hajimoradlou, Lavington: Reinforcement Learning as Probabilistic Inference' };
const WILLIAMS = {
  title: 'Williams 1992, Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning',
};

/** Maximum-entropy policy gradient on whole episodes: REINFORCE whose returns pay log π/p. Baselines are variants. */
export const maxentPg = definePreset({
  name: 'maxent-pg',
  description:
    'Maximum-entropy policy gradient: scores of whole episodes by Monte Carlo returns that pay log π/p, less a baseline',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference', arxiv: '1805.00909' },
    WILLIAMS,
    REPORT,
  ],
  slots,
  variants: {
    none: { description: 'Without a baseline', sources: [WILLIAMS], slots: () => without('none') },
    constant: { description: 'Less a constant', sources: [WILLIAMS], slots: () => without('constant', 50) },
    'time-mean': {
      description: 'Less the mean of the other episodes at the same step',
      sources: [REPORT],
      slots: () => without('timeMean'),
    },
    'decaying-average': {
      description: 'Less a decaying average over earlier episodes, one per step',
      sources: [{ title: 'Bingham et al. 2019, Pyro: Deep Universal Probabilistic Programming' }],
      slots: () => without('decayingAverage'),
    },
    'point-mass': {
      ...tuned.pointMass,
      sources: [REPORT],
      slots: () => ({ ...slots(), ...tuned.pointMass.changes() }),
    },
    optimal: {
      description: 'Less the number per step that leaves the least variance',
      sources: [
        {
          title:
            'Greensmith et al. 2004, Variance Reduction Techniques for Gradient Estimates in Reinforcement Learning',
        },
      ],
      slots: () => without('optimal'),
    },
  },
});
