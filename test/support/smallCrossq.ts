import { pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { batchNormGaussian } from '@vem/posteriors';
import { crossq } from '@vem/presets';
import { replay, samplePosterior } from '@vem/training';
import { batchNormQ } from '@vem/values';

/** CrossQ on the pendulum with networks of 8 units, which learns after 20 steps and is renormalised from its eleventh update on. */
export const smallCrossq = {
  ...crossq(),
  environment: pendulum(),
  posterior: batchNormGaussian({ hidden: [8], renormaliseAfter: 10 }),
  valueEstimator: batchNormQ({ hidden: [8], renormaliseAfter: 10 }),
  behaviour: samplePosterior({ warmUpSteps: 20 }),
  data: replay({ batchSize: 16, capacity: 100, startAfter: 20 }),
} as const satisfies SlotMap;
