import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { advantageScore, categorical, fixedTemperature, gaussian, softQRegression } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { everyBatch, rmsProp, rollouts, samplePosterior } from '@vem/training';
import { generalisedAdvantages, softQValue, stateValue, stateValues } from '@vem/values';
import { steps } from './tuned/a2c.js';
import { gaussianPolicy, network } from './tuned/onPolicy.js';

const PAPER = {
  title: 'Schulman, Chen, Abbeel 2017, Equivalence Between Policy Gradients and Soft Q-Learning',
  arxiv: '1704.06440',
};

/** The paper's τ on Atari. */
const ALPHA = 0.01;

const slots = () => ({
  prior: uniform({ reference: 'normalised' }),
  posterior: { box: gaussian(gaussianPolicy), discrete: categorical(network.policy) },
  // Returns pay the divergence of every state in closed form; its gradient at the present one is the estimator's to pay.
  gradientEstimator: {
    box: advantageScore({ costs: 'entropy' }),
    discrete: advantageScore({ costs: 'priorKl' }),
  },
  returns: {
    box: generalisedAdvantages({ lambda: 1, regularised: 'entropy' }),
    discrete: generalisedAdvantages({ lambda: 1, regularised: 'priorKl' }),
  },
  temperature: fixedTemperature({ alpha: ALPHA }),
  likelihood: optimality(),
  valueEstimator: stateValue({ ...network.value, coefficient: 0.5 }),
  bootstrap: stateValues(),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: rollouts({ length: 5, epochs: 1, batchSize: 'all' }),
  optimiser: rmsProp(steps),
  schedule: everyBatch({ steps: [['value', 'eStep']] }),
});

/** The same update as regression of Q = V + α log π/p: gradients of the policy are α times as long, and ε with them. */
const softQ = () => ({
  ...slots(),
  gradientEstimator: {
    box: softQRegression({ costs: 'entropy' }),
    discrete: softQRegression({ costs: 'priorKl' }),
  },
  valueEstimator: {
    box: softQValue({ ...network.value, coefficient: 0.5, costs: 'entropy' }),
    discrete: softQValue({ ...network.value, coefficient: 0.5, costs: 'priorKl' }),
  },
  optimiser: rmsProp({ ...steps, epsilon: ALPHA * steps.epsilon }),
});

/** Entropy-regularised policy gradient, whose values pay the divergence of later states, and its twin in Q. */
export const erpg = definePreset({
  name: 'erpg',
  description:
    'Entropy-regularised policy gradient: n-step returns that pay α KL(π‖p) at every state, a score, and the KL’s own gradient',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [PAPER],
  run: { environments: 8 },
  slots,
  variants: {
    'soft-q': { description: 'The same update as soft Q-learning with n-step returns', sources: [PAPER], slots: softQ },
  },
});
