import { sac } from '@vem/presets';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';
import { updateWorkload } from './updateWorkload.js';

/**
 * Floating-point operations of one update of SAC with 17 observations, 6 actions, two critics, networks of 2 × 256 and
 * batches of 256. A product of a [B, m] batch with an [m, n] matrix takes 2Bmn. Forward passes: targets (policy, two
 * critics) at s′, policy at s, critics at the replayed action and at the policy's; backward passes through the critics
 * twice (once to their parameters, once to their inputs) and through the policy once.
 */
export const SAC_UPDATE_FLOPS = 581e6;

/** One update of the preset `sac` as published: drawing the batch and the noise, both gradients, Adam, Polyak. */
export const sacUpdate: RepeatedBenchmark = {
  name: 'sac-update-halfcheetah',
  description: "SAC updates, HalfCheetah's shape: 17 observations, 6 actions, 2 × 256 units, batch 256",
  unit: 'updates/s',
  value: perSecond,
  flops: SAC_UPDATE_FLOPS,
  prepare: () => updateWorkload(sac()),
};

/** The same with the batch shared by two threads; the share is of one thread's rate, so it may exceed 1. */
export const sacUpdateOnTwoThreads: RepeatedBenchmark = {
  ...sacUpdate,
  name: 'sac-update-halfcheetah/2-threads',
  description: `${sacUpdate.description}, two threads`,
  prepare: () => updateWorkload(sac(), 2),
};
