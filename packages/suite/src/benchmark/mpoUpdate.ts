import { mpo } from '@vem/presets';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';
import { halfCheetahShape, mpoFlops } from './updateFlops.js';
import { updateWorkload } from './updateWorkload.js';

const slots = () => ({ ...mpo(), environment: cheetahShape({}) });

/** One update of the preset `mpo`: drawing the batch and the noise, all gradients, Adam, copies. */
export const mpoUpdate: RepeatedBenchmark = {
  name: 'mpo-update-halfcheetah',
  description: "MPO updates, HalfCheetah's shape: 17 observations, 6 actions, 20 samples, 2 × 256 units, batch 256",
  unit: 'updates/s',
  value: perSecond,
  flops: mpoFlops(halfCheetahShape, 20),
  prepare: () => updateWorkload(slots()),
};

/** The same with the batch shared by two threads; the share is of one thread's rate, so it may exceed 1. */
export const mpoUpdateOnTwoThreads: RepeatedBenchmark = {
  ...mpoUpdate,
  name: 'mpo-update-halfcheetah/2-threads',
  description: `${mpoUpdate.description}, two threads`,
  prepare: () => updateWorkload(slots(), 2),
};
