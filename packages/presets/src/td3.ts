import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { deterministic, fixedTemperature, valueGradient } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, offPolicy } from '@vem/training';
import { oneStep, smoothedPolicy, twinQ } from '@vem/values';
import * as tuned from './tuned/td3.js';

const slots = () => ({
  prior: uniform(),
  // α → 0: the posterior is one action per state, and KL costs count for nothing.
  posterior: { box: deterministic(tuned.network) },
  temperature: fixedTemperature({ alpha: 0 }),
  gradientEstimator: valueGradient(),
  likelihood: optimality(),
  // The smaller of two critics for targets, the first for the policy.
  valueEstimator: twinQ({ ...tuned.network, target: tuned.followsDelayed, combineForEStep: 'first' }),
  bootstrap: smoothedPolicy({ target: tuned.followsDelayed }),
  returns: oneStep(),
  ...tuned.after(1000),
  optimiser: adam({ learningRate: 1e-3 }),
  schedule: offPolicy({ steps: [['value'], { phases: ['eStep'], every: { updates: 2 } }] }),
});

/** Twin delayed deep deterministic policy gradient, with the settings of the paper. */
export const td3 = definePreset({
  name: 'td3',
  description:
    'Twin delayed DDPG: a deterministic posterior, the limit at temperature 0, smoothed targets of two critics, a delayed policy',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [tuned.FUJIMOTO],
  slots,
  variants: {
    'half-cheetah': { ...tuned.halfCheetah, slots: () => ({ ...slots(), ...tuned.halfCheetah.changes() }) },
    'later-code': { ...tuned.laterCode, slots: () => ({ ...slots(), ...tuned.laterCode.changes() }) },
    'pendulum-zoo': { ...tuned.pendulumZoo, slots: () => ({ ...slots(), ...tuned.pendulumZoo.changes() }) },
  },
});
