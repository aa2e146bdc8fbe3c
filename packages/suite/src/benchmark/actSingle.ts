import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeUnchecked, loadPolicy } from '@vem/framework';
import { sac } from '@vem/presets';
import { microseconds, type RepeatedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';

const OBSERVATIONS = 17;

/** Acting on one observation with a policy as it is shipped: saved, loaded without the trainer, called. */
export const actSingle: RepeatedBenchmark = {
  name: 'act-single',
  description: 'one observation to one action with a loaded policy, 17 → 256 → 256 → 12',
  unit: 'µs',
  value: microseconds,
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), 'vem-bench-'));
    try {
      const run = composeUnchecked({ ...sac(), environment: cheetahShape({}) }, { seed: 0 });
      await run.save(join(folder, 'policy'));
      run.dispose();
      const policy = await loadPolicy(join(folder, 'policy'));
      const observation = new Float32Array(OBSERVATIONS).fill(0.5);
      return { operations: 1, run: () => void policy.act(observation), dispose: () => policy.dispose() };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
