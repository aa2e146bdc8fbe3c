import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature, valueGradient } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, offPolicy, replay } from '@vem/training';
import { oneStep, twinQ } from '@vem/values';
import { modeWithNoise } from './modeWithNoise.js';
import { nextActionWithNoise } from './nextActionWithNoise.js';
import { oneAction } from './oneAction.js';

/** Of all copies: as slow as the actor is delayed. */
const target = { kind: 'polyak', tau: 0.005, every: 2 } as const;

/** Twin critics learn in every update, the actor and all target copies in every second one. */
export const delayedActor = definePreset({
  name: 'delayed-actor',
  description: 'A deterministic actor that learns half as often as its two critics',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [{ title: 'Fujimoto et al. 2018, Addressing Function Approximation Error', arxiv: '1802.09477' }],
  slots: () => ({
    prior: uniform(),
    posterior: { box: oneAction({ target }) },
    // α = 0: what the posterior is then, no KL cost counts against.
    temperature: fixedTemperature({ alpha: 0 }),
    gradientEstimator: valueGradient(),
    likelihood: optimality(),
    valueEstimator: twinQ({ target, combineForEStep: 'first' }),
    bootstrap: nextActionWithNoise(),
    returns: oneStep(),
    behaviour: modeWithNoise({ warmUpSteps: 1000 }),
    data: replay({ batchSize: 256, startAfter: 1000 }),
    optimiser: adam({ learningRate: 1e-3 }),
    schedule: offPolicy({ steps: [['value'], { phases: ['eStep'], every: { updates: 2 } }] }),
  }),
});
