import { redq } from '@vem/presets';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';
import { halfCheetahShape, redqFlops } from './updateFlops.js';
import { updateWorkload } from './updateWorkload.js';

/** One update of the preset `redq`: ten critics on one batch, and in every twentieth the policy. */
export const redqUpdate: RepeatedBenchmark = {
  name: 'redq-update-halfcheetah',
  description: "REDQ updates, HalfCheetah's shape: 17 observations, 6 actions, 10 critics, 2 × 256 units, batch 256",
  unit: 'updates/s',
  value: perSecond,
  flops: redqFlops(halfCheetahShape, 10, 20),
  prepare: () => updateWorkload({ ...redq(), environment: cheetahShape({}) }),
};
