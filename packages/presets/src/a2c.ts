import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { advantageScore, categorical, fixedTemperature, gaussian } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { everyBatch, rmsProp, rollouts, samplePosterior } from '@vem/training';
import { generalisedAdvantages, stateValue, stateValues } from '@vem/values';
import * as tuned from './tuned/a2c.js';
import { gaussianPolicy, network } from './tuned/onPolicy.js';

const slots = () => ({
  // α KL(π ‖ uniform) is the entropy bonus: it costs at the present state, not in the values.
  prior: uniform(),
  posterior: { box: gaussian(gaussianPolicy), discrete: categorical(network.policy) },
  gradientEstimator: advantageScore(),
  temperature: fixedTemperature({ alpha: 0.01 }),
  likelihood: optimality(),
  valueEstimator: stateValue({ ...network.value, coefficient: 0.5 }),
  bootstrap: stateValues(),
  // λ = 1 within five steps: the n-step returns of the paper.
  returns: generalisedAdvantages({ lambda: 1 }),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: rollouts({ length: 5, epochs: 1, batchSize: 'all' }),
  optimiser: rmsProp(tuned.steps),
  schedule: everyBatch({ steps: [['value', 'eStep']] }),
});

/** Advantage actor-critic, synchronous: one gradient step per roll-out, by the score of the recorded actions. */
export const a2c = definePreset({
  name: 'a2c',
  description: 'Advantage actor-critic: scores of recorded actions by n-step advantages, entropy bonus, uniform prior',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Mnih et al. 2016, Asynchronous Methods for Deep Reinforcement Learning', arxiv: '1602.01783' },
    { title: 'Raffin et al. 2021, Stable-Baselines3: Reliable Reinforcement Learning Implementations' },
  ],
  run: { environments: 8 },
  slots,
  variants: {
    'cartpole-zoo': { ...tuned.cartPoleZoo, slots: () => ({ ...slots(), ...tuned.cartPoleZoo.changes() }) },
    'halfcheetah-zoo': { ...tuned.halfCheetahZoo, slots: () => ({ ...slots(), ...tuned.halfCheetahZoo.changes() }) },
  },
});
