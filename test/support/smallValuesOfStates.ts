import { pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { bellmanResidual, tanhGaussian } from '@vem/posteriors';
import { sacV1, virel } from '@vem/presets';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { qAndV } from '@vem/values';

const hidden = [8];
const common = {
  environment: pendulum(),
  posterior: tanhGaussian({ hidden }),
  behaviour: samplePosterior({ warmUpSteps: 20 }),
  data: replay({ batchSize: 16, capacity: 100, startAfter: 20 }),
  optimiser: adam({ learningRate: 1e-3 }),
};

/** The first SAC on the pendulum with networks of 8 units, learning after 20 steps. */
export const smallSacV1 = { ...sacV1(), ...common, valueEstimator: qAndV({ hidden }) } as const satisfies SlotMap;

/** VIREL of the same sizes, its temperature a moving mean of measurements on 32 rows in every third update. */
export const smallVirel = {
  ...virel(),
  ...common,
  valueEstimator: qAndV({ hidden, critics: 1, regularised: 'none' }),
  temperature: bellmanResidual({ memory: 0.5 }),
  schedule: offPolicy({
    steps: [['value', 'eStep'], { phases: ['temperature'], every: { updates: 3 }, rows: 'fresh', batchSize: 32 }],
  }),
} as const satisfies SlotMap;
