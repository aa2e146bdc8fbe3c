import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeUnchecked } from '@vem/framework';
import { sac } from '@vem/presets';
import { replay, samplePosterior } from '@vem/training';
import { median } from 'simple-statistics';
import type { TimedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';

/** Transitions that are new in each checkpoint. */
const NEW = 1000;

/** What a checkpoint costs while the run goes on: to the disk and back, after the first one, which writes everything. */
export const checkpointCost = (name: string, transitions: number): TimedBenchmark => ({
  name: `checkpoint/${name}`,
  description: `a further checkpoint of a run with ${transitions} transitions of HalfCheetah's shape, ${NEW} of them new`,
  unit: 'ms',
  value: (seconds) => 1000 * seconds,
  async time({ rounds = 7 } = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'vem-bench-'));
    const slots = {
      ...sac(),
      environment: cheetahShape({}),
      // Acts at random all the time: what is timed does not depend on how experience came about.
      behaviour: samplePosterior({ warmUpSteps: 2 * transitions }),
      data: replay({ capacity: transitions }),
    };
    const run = composeUnchecked(slots, { seed: 0 });
    try {
      const pipeline = await run.open();
      const step = (count: number) => {
        for (let i = 0; i < count; i++) {
          pipeline.data.append(pipeline.actor.act(pipeline.progress));
          pipeline.countSteps(1);
        }
      };
      step(transitions);
      await run.checkpoint(folder, { keep: 2 });
      const seconds: number[] = [];
      for (let round = 0; round < rounds; round++) {
        step(NEW);
        const start = performance.now();
        await run.checkpoint(folder, { keep: 2 });
        seconds.push((performance.now() - start) / 1000);
      }
      return median(seconds);
    } finally {
      run.dispose();
      await rm(folder, { recursive: true });
    }
  },
});
