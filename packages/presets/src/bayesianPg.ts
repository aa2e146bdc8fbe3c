import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { advantageScore, categorical, fixedTemperature, gaussian } from '@vem/posteriors';
import { averageKl, previousPolicy, snapshot } from '@vem/priors';
import { episodes, everyBatch, samplePosterior } from '@vem/training';
import { rewardToGo, stateValues, zero } from '@vem/values';
import * as tuned from './tuned/bayesianPg.js';

const PAPER = { title: 'Ghavamzadeh & Engel 2006, Bayesian Policy Gradient Algorithms, NIPS 19' };

const slots = () => ({
  // The prior is the policy that collects the episodes: distances are divergences from it.
  prior: previousPolicy(),
  mStep: snapshot({ rule: { kind: 'perRollout', rollouts: 1 } }),
  posterior: { box: gaussian(tuned.gaussianPolicy), discrete: categorical(tuned.policy) },
  trustRegion: averageKl(tuned.bound),
  // Whose score a path has; what is made of scores and returns is the optimiser's.
  gradientEstimator: advantageScore({ costs: 'none' }),
  temperature: fixedTemperature({ alpha: 0 }),
  likelihood: optimality(),
  valueEstimator: zero(),
  bootstrap: stateValues(),
  // R of a path: the sum of its rewards.
  returns: rewardToGo({ discount: 1, regularised: 'none', baseline: 'none' }),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: episodes(tuned.paths),
  optimiser: tuned.step(),
  schedule: everyBatch({ steps: [['eStep'], { phases: ['mStep'], every: { rollouts: 1 } }] }),
});

/** The Bayesian policy gradient: a Gaussian process over whole paths says what the gradient of the expected return is. */
export const bayesianPg = definePreset({
  name: 'bayesian-pg',
  description:
    'Bayesian policy gradient: a Gaussian process over whole paths infers the gradient of the return, or its natural form, and how sure it is',
  cell: { prior: 'snapshot', model: 'free', posterior: 'parametric' },
  sources: [
    PAPER,
    { title: 'Ghavamzadeh, Engel, Valko 2016, Bayesian Policy Gradient and Actor-Critic Algorithms, JMLR 17(66)' },
    { title: 'Abdolhosseini, Hajimoradlou, Lavington: Reinforcement Learning as Probabilistic Inference' },
  ],
  run: { environments: 1 },
  slots,
  variants: {
    products: {
      description: 'The process is on R u, entry by entry: model 1 of the paper',
      sources: [PAPER],
      slots: () => ({ ...slots(), optimiser: tuned.step(tuned.products) }),
    },
    plain: {
      description: 'Along the gradient itself, and not its natural form',
      sources: [PAPER],
      slots: () => ({ ...slots(), optimiser: tuned.step({ natural: false }) }),
    },
  },
});
