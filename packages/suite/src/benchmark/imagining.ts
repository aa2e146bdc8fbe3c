import { composeUnchecked } from '@vem/framework';
import { mbpo } from '@vem/presets';
import { branchedRollouts } from '@vem/training';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';

const ROWS = 2000;
/**
 * Per row, two operations per weight: a policy of 17 inputs, 2 × 256 units and 12 outputs; a member of 23 inputs, 4 × 200 units
 * and 36 outputs; the network of ends, 17 inputs and 2 × 64 units.
 */
const ROW_FLOPS =
  2 * (17 * 256 + 256 * 256 + 256 * 12 + (23 * 200 + 3 * 200 * 200 + 200 * 36) + (17 * 64 + 64 * 64 + 64));

/** One step of a roll-out in the published model: policy, model, and the rows stored. An update of SAC learns from 256 rows. */
export const imaginedRows: RepeatedBenchmark = {
  name: 'imagined-rows',
  description: `rows imagined by a policy of 2 × 256 units in a model of 4 × 200 units, HalfCheetah's shape, ${ROWS} side by side`,
  unit: 'rows/s',
  value: perSecond,
  flops: ROW_FLOPS,
  async prepare() {
    const data = branchedRollouts({ startAfter: 1, every: 1, rollouts: ROWS, retained: 2 });
    const run = composeUnchecked({ ...mbpo(), environment: cheetahShape({}), data }, { seed: 0 });
    const pipeline = await run.open();
    for (let step = 0; step < 100; step++)
      pipeline.data.append(pipeline.actor.act({ ...pipeline.progress, envSteps: 0 }));
    let envSteps = 1;
    return {
      operations: ROWS,
      run: () => void pipeline.imagine!.advance({ ...pipeline.progress, envSteps: envSteps++ }),
      dispose: () => run.dispose(),
    };
  },
};
