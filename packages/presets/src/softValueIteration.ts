import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { knownTables } from '@vem/models';
import { fixedTemperature, tablePolicy } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { beforeActing, noExperience, samplePosterior, sgd } from '@vem/training';
import { logSumExp, oneStep, sweptTable } from '@vem/values';

/** Soft value iteration on a known model: the fixed point that soft Q-learning and G-learning look for. */
export const softValueIteration = definePreset({
  name: 'soft-value-iteration',
  description: 'Soft value iteration on known tables: exact soft values, exact posterior, any prior',
  cell: { prior: 'uniform', model: 'based', posterior: 'nonParametric' },
  sources: [
    { title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates', arxiv: '1512.08562' },
    { title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference', arxiv: '1805.00909' },
  ],
  slots: () => ({
    prior: uniform({ reference: 'normalised' }),
    posterior: { discrete: tablePolicy() },
    likelihood: optimality(),
    valueEstimator: { discrete: sweptTable() },
    bootstrap: { discrete: logSumExp() },
    returns: oneStep(),
    temperature: fixedTemperature(),
    model: knownTables(),
    behaviour: samplePosterior({ warmUpSteps: 0 }),
    data: noExperience(),
    optimiser: sgd(),
    schedule: beforeActing({ updates: 1, steps: [['value'], ['eStep']] }),
  }),
});
