import { td3 } from '@vem/presets';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';
import { halfCheetahShape, td3Flops } from './updateFlops.js';
import { updateWorkload } from './updateWorkload.js';

/** One update of `td3:later-code`, whose sizes are those of SAC: every second one moves the policy and the copies. */
export const td3Update: RepeatedBenchmark = {
  name: 'td3-update-halfcheetah',
  description: "TD3 updates, HalfCheetah's shape: 17 observations, 6 actions, 2 × 256 units, batch 256",
  unit: 'updates/s',
  value: perSecond,
  flops: td3Flops(halfCheetahShape),
  prepare: () => updateWorkload({ ...td3('later-code'), environment: cheetahShape({}) }),
};
