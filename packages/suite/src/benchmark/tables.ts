import { chain, openGrid } from '@vem/envs';
import { composeUnchecked, iterate, type SlotMap } from '@vem/framework';
import { exactCategorical } from '@vem/posteriors';
import { gLearning, softValueIteration } from '@vem/presets';
import { beforeActing } from '@vem/training';
import { sweptTable } from '@vem/values';
import { microseconds, perSecond, type RepeatedBenchmark } from './benchmark.js';

const SIDE = 100;

/** One sweep of soft value iteration, with the copy that programs read. */
export const tableSweep: RepeatedBenchmark = {
  name: 'sweep/open-grid',
  description: `states backed up by soft value iteration, ${SIDE} × ${SIDE} states, 4 actions, 3 outcomes each`,
  unit: 'states/s',
  value: perSecond,
  async prepare() {
    const slots: SlotMap = {
      ...softValueIteration(),
      environment: openGrid({ rows: SIDE, columns: SIDE }),
      // A table of its own would ask for its phase.
      posterior: exactCategorical(),
      valueEstimator: sweptTable({ maxSweeps: 1 }),
      schedule: beforeActing({ steps: [['value']] }),
    };
    const run = composeUnchecked(slots, { seed: 0 });
    const { update, progress } = await run.open();
    // An entry is due once in each update.
    let updates = 0;
    const sweep = () => void update.run({ ...progress, updates: updates++ });
    sweep();
    return { operations: SIDE ** 2, run: sweep, dispose: () => run.dispose() };
  },
};

/** An environment step of G-learning with what is learned from it. */
export const tabularStep: RepeatedBenchmark = {
  name: 'g-learning/step',
  description: 'an environment step with its update, on the chain in 8 copies',
  unit: 'µs',
  value: microseconds,
  async prepare() {
    const copies = 8;
    const run = composeUnchecked({ ...gLearning(), environment: chain() }, { seed: 0, environments: copies });
    const pipeline = await run.open();
    pipeline.horizon = Number.MAX_SAFE_INTEGER;
    const step = () => {
      do iterate(pipeline);
      while (pipeline.owed > 0);
    };
    step();
    return { operations: copies, run: step, dispose: () => run.dispose() };
  },
};
