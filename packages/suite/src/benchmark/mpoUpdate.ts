import { mpo } from '@vem/presets';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';
import { updateWorkload } from './updateWorkload.js';

/**
 * Floating-point operations of one update of MPO with 17 observations, 6 actions, one critic, networks of 2 × 256,
 * batches of 256, and 20 actions drawn at s and 20 at s′. A product of a [B, m] batch with an [m, n] matrix takes 2Bmn.
 * Forward passes: the lagging policy at s and s′, the lagging critic at the 20 · 256 actions of each, the policy at s and
 * the critic at the replayed action; backward passes through these last two, to their parameters.
 */
export const MPO_UPDATE_FLOPS = 1760e6;

/** One update of the preset `mpo`: drawing the batch and the noise, all gradients, Adam, copies. */
export const mpoUpdate: RepeatedBenchmark = {
  name: 'mpo-update-halfcheetah',
  description: "MPO updates, HalfCheetah's shape: 17 observations, 6 actions, 20 samples, 2 × 256 units, batch 256",
  unit: 'updates/s',
  value: perSecond,
  flops: MPO_UPDATE_FLOPS,
  prepare: () => updateWorkload(mpo()),
};

/** The same with the batch shared by two threads; the share is of one thread's rate, so it may exceed 1. */
export const mpoUpdateOnTwoThreads: RepeatedBenchmark = {
  ...mpoUpdate,
  name: 'mpo-update-halfcheetah/2-threads',
  description: `${mpoUpdate.description}, two threads`,
  prepare: () => updateWorkload(mpo(), 2),
};
