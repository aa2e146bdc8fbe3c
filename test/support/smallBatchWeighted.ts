import { cartPole, pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { awr, reps, rwr } from '@vem/presets';
import { learnedCategorical, learnedGaussian } from '@vem/priors';
import { adam, episodes, everyBatch, recentRollouts, rollouts, sgd } from '@vem/training';
import { dualValue, stateValue } from '@vem/values';

const hidden = [8];
const optimiser = adam({ learningRate: 1e-3 });

/** Nine roll-outs of one environment; some steps of the critic and then of the actor in each iteration. */
const repeated = {
  valueEstimator: stateValue({ hidden }),
  data: recentRollouts({ length: 16, capacity: 144, batchSize: 8 }),
  optimiser: sgd({ momentum: 0.9, learningRate: 1e-3 }),
  schedule: everyBatch({
    steps: [
      { phases: ['value'], repeat: 3, rows: 'fresh' },
      { phases: ['eStep', 'mStep'], repeat: 5, rows: 'fresh', lookBack: true },
    ],
  }),
};

/** Fits to weighted pairs with networks of 8 units, on few rows. */
export const smallBatchWeighted = {
  awrBox: {
    ...awr(),
    environment: pendulum(),
    prior: learnedGaussian({ squash: 'identity', hidden, deviation: 'fixed', initialStd: 0.4 }),
    ...repeated,
  },
  awrDiscrete: { ...awr(), environment: cartPole(), prior: learnedCategorical({ hidden }), ...repeated },
  rwr: {
    ...rwr(),
    environment: pendulum(),
    prior: learnedGaussian({ squash: 'identity', hidden, deviation: 'parameter' }),
    valueEstimator: stateValue({ hidden }),
    temperature: fixedTemperature({ alpha: 100 }),
    data: rollouts({ length: 16, epochs: 2, batchSize: 'all' }),
    optimiser,
  },
  reps: {
    ...reps(),
    environment: cartPole(),
    prior: learnedCategorical({ hidden }),
    valueEstimator: dualValue({ features: 5, iterations: 10 }),
    data: episodes({ perEnvironment: 2, length: 20, visitDiscount: 0.99 }),
    optimiser,
  },
} as const satisfies Readonly<Record<string, SlotMap>>;
