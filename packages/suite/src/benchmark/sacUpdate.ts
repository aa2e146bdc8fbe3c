import { composeUnchecked } from '@vem/framework';
import { sac } from '@vem/presets';
import { type Benchmark, perSecond } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';

/** Transitions in the replay that batches are drawn from: more than the processor caches. */
const EXPERIENCE = 20_000;

/**
 * Floating-point operations of one update of SAC with 17 observations, 6 actions, two critics, networks of 2 × 256 and
 * batches of 256. A product of a [B, m] batch with an [m, n] matrix takes 2Bmn. Forward passes: targets (policy, two
 * critics) at s′, policy at s, critics at the replayed action and at the policy's; backward passes through the critics
 * twice (once to their parameters, once to their inputs) and through the policy once.
 */
export const SAC_UPDATE_FLOPS = 581e6;

/** One update of the preset `sac` as published: drawing the batch and the noise, both gradients, Adam, Polyak. */
export const sacUpdate: Benchmark = {
  name: 'sac-update-halfcheetah',
  description: "SAC updates, HalfCheetah's shape: 17 observations, 6 actions, 2 × 256 units, batch 256",
  unit: 'updates/s',
  value: perSecond,
  flops: SAC_UPDATE_FLOPS,
  async prepare() {
    const run = composeUnchecked({ ...sac(), environment: cheetahShape({}) }, { seed: 0 });
    const pipeline = await run.open();
    const { actor, data, batch, batchStream, steps, parameters } = pipeline;
    for (let step = 0; step < EXPERIENCE; step++) data.append(actor.act(pipeline.progress));
    return {
      operations: 1,
      run() {
        data.fill(batch, batchStream);
        for (const step of steps) step.run(pipeline.progress);
        parameters.synchronise(pipeline.countUpdate());
      },
      dispose: () => run.dispose(),
    };
  },
};
