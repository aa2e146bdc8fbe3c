import { composeUnchecked } from '@vem/framework';
import { ensemble } from '@vem/models';
import { smcp } from '@vem/presets';
import { offPolicy, particlePlanner, replay } from '@vem/training';
import { microseconds, perSecond, type RepeatedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';

const ROWS = 1280;
const BATCH = 256;
const MEMBERS = 7;
/** 23 inputs, 4 × 200 units, mean and log-variance of 18 outputs; forward and back, two operations per weight each. */
const MEMBER_FLOPS = 6 * (23 * 200 + 3 * 200 * 200 + 200 * 36);

/** One optimiser step of the published ensemble, all members on minibatches of their own. */
export const ensembleUpdate: RepeatedBenchmark = {
  name: 'ensemble-update',
  description: "fit of a model, HalfCheetah's shape: 7 networks of 4 × 200 units, 256 rows each, per optimiser step",
  unit: 'updates/s',
  value: perSecond,
  flops: MEMBERS * BATCH * MEMBER_FLOPS,
  async prepare() {
    const fit = { phases: ['model' as const], every: { updates: 1 }, rows: 'epochs' as const, batchSize: BATCH };
    const slots = {
      ...smcp(),
      environment: cheetahShape({}),
      model: ensemble({ members: MEMBERS, continuation: 'always' }),
      data: replay({ startAfter: ROWS }),
      schedule: offPolicy({ steps: [fit, ['value'], ['eStep', 'temperature']] }),
    };
    const run = composeUnchecked(slots, { seed: 0 });
    const pipeline = await run.open();
    for (let step = 0; step < ROWS; step++)
      pipeline.data.append(pipeline.actor.act({ ...pipeline.progress, envSteps: 0 }));
    let updates = 0;
    return {
      operations: ROWS / BATCH,
      run: () => void pipeline.fits.advance({ ...pipeline.progress, updates: updates++ }),
      dispose: () => run.dispose(),
    };
  },
};

const planner = (particles: number, horizon: number): RepeatedBenchmark => ({
  name: `plan-decision/${particles}x${horizon}`,
  description: `one decision by ${particles} particles over ${horizon} imagined steps, networks of 2 × 256 units, 17 observations, 6 actions`,
  unit: 'µs',
  value: microseconds,
  async prepare() {
    const slots = {
      ...smcp(),
      environment: cheetahShape({}),
      model: ensemble({ hidden: [256, 256], continuation: 'always', rowsPerMember: 32 }),
      behaviour: particlePlanner({ particles, horizon, warmUp: 'policy' }),
    };
    const run = composeUnchecked(slots, { seed: 0 });
    const { actor, progress } = await run.open();
    return { operations: 1, run: () => void actor.act(progress), dispose: () => run.dispose() };
  },
});

/** Planning while acting, as SMCP and as SPO do. */
export const planDecision = planner(64, 10);
export const smallPlanDecision = planner(16, 4);
