import { pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { tanhGaussian } from '@vem/posteriors';
import { droq, redq } from '@vem/presets';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { qEnsemble } from '@vem/values';

const hidden = [8];
const common = {
  environment: pendulum(),
  posterior: tanhGaussian({ hidden }),
  behaviour: samplePosterior({ warmUpSteps: 20 }),
  data: replay({ batchSize: 16, capacity: 100, startAfter: 20 }),
  optimiser: adam({ learningRate: 1e-3 }),
  schedule: offPolicy({
    updatesPerStep: 4,
    steps: [['value'], { phases: ['eStep', 'temperature'], every: { updates: 4 } }],
  }),
};

/** REDQ on the pendulum with five networks of 8 units and four updates per step, learning after 20 steps. */
export const smallRedq = {
  ...redq(),
  ...common,
  valueEstimator: qEnsemble({ hidden, critics: 5 }),
} as const satisfies SlotMap;

/** DroQ of the same sizes. */
export const smallDroq = {
  ...droq(),
  ...common,
  valueEstimator: qEnsemble({ hidden, critics: 2, dropout: 0.1, layerNorm: 'every' }),
} as const satisfies SlotMap;
