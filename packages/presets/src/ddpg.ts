import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { deterministic, fixedTemperature, valueGradient } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, offPolicy } from '@vem/training';
import { oneStep, singleQ, smoothedPolicy } from '@vem/values';
import * as tuned from './tuned/td3.js';

const slots = () => ({
  prior: uniform(),
  // α → 0: the posterior is one action per state, and KL costs count for nothing.
  posterior: { box: deterministic(tuned.network) },
  temperature: fixedTemperature({ alpha: 0 }),
  gradientEstimator: valueGradient(),
  likelihood: optimality(),
  valueEstimator: singleQ({ ...tuned.network, target: tuned.follows }),
  bootstrap: smoothedPolicy({ noise: 0, target: tuned.follows }),
  returns: oneStep(),
  ...tuned.after(1000),
  optimiser: adam({ learningRate: 1e-3 }),
  schedule: offPolicy({ steps: [['value'], ['eStep']] }),
});

/** Deep deterministic policy gradient, as retuned by Fujimoto et al. 2018 ("our DDPG"). */
export const ddpg = definePreset({
  name: 'ddpg',
  description:
    'Deep deterministic policy gradient: a deterministic posterior, the limit at temperature 0, and one critic',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Lillicrap et al. 2016, Continuous Control with Deep Reinforcement Learning', arxiv: '1509.02971' },
    tuned.FUJIMOTO,
  ],
  slots,
  variants: {
    'half-cheetah': { ...tuned.halfCheetah, slots: () => ({ ...slots(), ...tuned.halfCheetah.changes() }) },
    'pendulum-zoo': { ...tuned.pendulumZoo, slots: () => ({ ...slots(), ...tuned.pendulumZoo.changes() }) },
  },
});
