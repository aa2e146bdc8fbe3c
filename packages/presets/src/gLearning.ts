import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical, inverseLinear } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { latest, offPolicy, samplePosterior, sgd } from '@vem/training';
import { logSumExp, oneStep, visitedTable } from '@vem/values';

/** G-learning: soft values from single transitions, relative to a prior, colder as they become better known. */
export const gLearning = definePreset({
  name: 'g-learning',
  description: 'G-learning: soft values on a table from transitions, rates by visits, a temperature that falls',
  cell: { prior: 'uniform', model: 'free', posterior: 'nonParametric' },
  sources: [
    { title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates', arxiv: '1512.08562' },
  ],
  slots: () => ({
    prior: uniform({ reference: 'normalised' }),
    posterior: { discrete: exactCategorical() },
    likelihood: optimality(),
    valueEstimator: { discrete: visitedTable() },
    bootstrap: { discrete: logSumExp() },
    returns: oneStep({ discount: 0.95 }),
    temperature: inverseLinear(),
    behaviour: samplePosterior({ warmUpSteps: 0 }),
    data: { discrete: latest() },
    optimiser: sgd(),
    schedule: offPolicy({ steps: [['value']] }),
  }),
});
