import { cartPole, pendulum } from '@vem/envs';
import { categorical, gaussian } from '@vem/posteriors';
import { naturalPg, trpo } from '@vem/presets';
import { averageKl } from '@vem/priors';
import { everyBatch, rollouts, runningStatistics } from '@vem/training';
import { stateValue } from '@vem/values';

const hidden = [8];
const data = rollouts({ length: 16, epochs: 1, batchSize: 'all' });

/** The policy on a whole roll-out, then values by minibatches. */
const schedule = everyBatch({
  steps: [
    ['eStep'],
    { phases: ['value'], rows: 'fresh', batchSize: 8, repeat: 4 },
    { phases: ['mStep'], every: { rollouts: 1 } },
  ],
});

/** TRPO with networks of 8 units and roll-outs of 16 steps, with both divergences. */
export const smallTrpo = {
  box: {
    ...trpo(),
    environment: pendulum(),
    posterior: gaussian({ hidden, deviation: 'parameter' }),
    valueEstimator: stateValue({ hidden }),
    normaliser: runningStatistics(),
    data,
    schedule,
  },
  discrete: {
    ...trpo(),
    environment: cartPole(),
    posterior: categorical({ hidden }),
    valueEstimator: stateValue({ hidden }),
    trustRegion: averageKl({ divergence: 'sampled' }),
    data,
    schedule,
  },
} as const;

/** The same of the natural policy gradient. */
export const smallNaturalPg = {
  box: {
    ...naturalPg(),
    environment: pendulum(),
    posterior: gaussian({ hidden, deviation: 'parameter' }),
    valueEstimator: stateValue({ hidden }),
    data,
    schedule,
  },
  discrete: {
    ...naturalPg(),
    environment: cartPole(),
    posterior: categorical({ hidden }),
    valueEstimator: stateValue({ hidden }),
    data,
    schedule,
  },
} as const;
