import { definePreset } from '@vem/framework';
import { linearPotential, networkPotential } from '@vem/likelihoods';
import { fixedTemperature, tablePolicy } from '@vem/posteriors';
import { adam, demonstrations, samplePosterior } from '@vem/training';
import { inferredDynamics, oneStep, sweptTable } from '@vem/values';
import { softValueIteration } from './softValueIteration.js';
import {
  learnedBeforeActing,
  learnedPrior,
  levine2018,
  toTheMinimum,
  wulfmeier2015,
  ziebart2008,
  ziebart2010,
} from './tuned/learnedReward.js';

const horizon = 'episode';

/** Roles turned: what was done is given, and the likelihood is learned under which it would have been inferred. */
export const maxentIrl = definePreset({
  name: 'maxent-irl',
  description: 'Maximum-entropy inverse reinforcement learning: the reward under which demonstrations are likely',
  cell: { prior: 'uniform', model: 'based', posterior: 'nonParametric' },
  sources: [ziebart2010],
  slots: () => ({
    ...softValueIteration(),
    posterior: { discrete: tablePolicy({ horizon }) },
    likelihood: { discrete: linearPotential() },
    valueEstimator: { discrete: sweptTable({ horizon }) },
    returns: oneStep({ discount: 1 }),
    // Only r/α can be told from what was done.
    temperature: fixedTemperature({ alpha: 1 }),
    behaviour: samplePosterior({ warmUpSteps: 0, clock: true }),
    data: demonstrations(),
    optimiser: toTheMinimum(['likelihood']),
    schedule: learnedBeforeActing({ updates: 20 }),
  }),
  variants: {
    network: {
      description: 'The reward is a network of the state',
      sources: [wulfmeier2015],
      slots: (base) => ({ ...base, likelihood: { discrete: networkPotential() } }),
    },
    prior: {
      description: 'Two sets of weights: of the reward of states, and of the prior of actions',
      sources: [levine2018],
      slots: (base) => ({
        ...base,
        likelihood: { discrete: linearPotential({ features: 'state' }) },
        ...learnedPrior,
      }),
    },
    gradient: {
      description: 'Adam along the gradient, demonstrated visits less those of the model',
      sources: [ziebart2008],
      slots: (base) => ({
        ...base,
        optimiser: adam({ learningRate: 0.03 }),
        schedule: learnedBeforeActing({ updates: 1000 }),
      }),
    },
    optimistic: {
      description: 'Chance is inferred with the actions: right for deterministic worlds only',
      sources: [ziebart2008],
      slots: (base) => ({ ...base, returns: inferredDynamics({ discount: 1 }) }),
    },
    endless: {
      description: 'No horizon: visits and values are discounted, policies are the same at every step',
      sources: [ziebart2010],
      slots: (base) => ({
        ...base,
        posterior: { discrete: tablePolicy() },
        valueEstimator: { discrete: sweptTable() },
        returns: oneStep(),
        data: demonstrations({ expertDiscount: 0.99 }),
        behaviour: samplePosterior({ warmUpSteps: 0 }),
      }),
    },
  },
});
