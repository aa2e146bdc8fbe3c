import { sac } from '@vem/presets';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';
import { halfCheetahShape, sacFlops } from './updateFlops.js';
import { updateWorkload } from './updateWorkload.js';

const slots = () => ({ ...sac(), environment: cheetahShape({}) });

/** One update of the preset `sac` as published: drawing the batch and the noise, both gradients, Adam, Polyak. */
export const sacUpdate: RepeatedBenchmark = {
  name: 'sac-update-halfcheetah',
  description: "SAC updates, HalfCheetah's shape: 17 observations, 6 actions, 2 × 256 units, batch 256",
  unit: 'updates/s',
  value: perSecond,
  flops: sacFlops(halfCheetahShape),
  prepare: () => updateWorkload(slots()),
};

/** The same with the batch shared by two threads; the share is of one thread's rate, so it may exceed 1. */
export const sacUpdateOnTwoThreads: RepeatedBenchmark = {
  ...sacUpdate,
  name: 'sac-update-halfcheetah/2-threads',
  description: `${sacUpdate.description}, two threads`,
  prepare: () => updateWorkload(slots(), 2),
};
