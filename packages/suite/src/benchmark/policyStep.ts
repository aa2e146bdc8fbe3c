import { composeUnchecked, definePlugin, type LossOracle, type Optimiser, type SlotMap } from '@vem/framework';
import { trpo } from '@vem/presets';
import { averageKl } from '@vem/priors';
import { constrainedStep, everyBatch, rollouts } from '@vem/training';
import { z } from 'zod';
import { microseconds, type RepeatedBenchmark, type Workload } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';

const ROWS = 1024;
const SHAPE = "HalfCheetah's shape, 2×64 units";

/** A roll-out of TRPO, whole: the policy's step is the first of its schedule. */
const slots = (optimiser: SlotMap['optimiser']): SlotMap => ({
  ...trpo(),
  environment: cheetahShape({}),
  data: rollouts({ length: ROWS, epochs: 1, batchSize: 'all' }),
  trustRegion: averageKl(),
  schedule: everyBatch({ steps: [['eStep'], ['value'], { phases: ['mStep'], every: { rollouts: 1 } }] }),
  optimiser,
});

/** Collects a roll-out; the policy's step on it can then be taken again and again, each time from the same parameters. */
async function openStep(optimiser: SlotMap['optimiser']) {
  const run = composeUnchecked(slots(optimiser), { seed: 0 });
  const pipeline = await run.open();
  for (let step = 0; step < ROWS; step++) pipeline.store(pipeline.actor.act(pipeline.progress));
  pipeline.annotate?.run(pipeline.progress);
  pipeline.batch.fill();
  const start = pipeline.parameters.views('posterior').map(({ data }) => ({ data, values: data.slice() }));
  const [step] = pipeline.update.steps;
  return {
    run: () => {
      for (const { data, values } of start) data.set(values);
      step.run(pipeline.progress);
    },
    dispose: () => run.dispose(),
  };
}

/** The whole policy step of TRPO: gradient, ten products for conjugate gradients, line search. */
export const trpoUpdate: RepeatedBenchmark = {
  name: 'trpo-update',
  description: `policy steps of TRPO on ${ROWS} rows, ${SHAPE}: gradient, 10 Fisher products, line search`,
  unit: 'ms',
  value: (seconds) => 1e3 * seconds,
  prepare: async (): Promise<Workload> => ({
    operations: 1,
    ...(await openStep(constrainedStep({ iterations: 10 }))),
  }),
};

interface Heard {
  readonly oracle: LossOracle;
  readonly parameters: Float32Array;
}

/** An optimiser that moves nothing: it hands over whom it may ask. */
const listening = (hear: (heard: Heard) => void) =>
  definePlugin({
    slot: 'optimiser',
    name: 'listening',
    description: 'Moves nothing',
    config: z.strictObject({}),
    provides: ['naturalGradient'],
    inject: [],
    create: (): Optimiser => ({
      vectors: 0,
      oracle: { groups: ['posterior'], constraints: [], functions: { logLikelihood: ['rowGradients'] } },
      attach: ({ parameters }) => ({
        step: ({ oracle }) => oracle && hear({ oracle, parameters }),
        state: () => ({}),
        restore: () => {},
      }),
    }),
  })();

/** ∇log π(a|s) of each row, as natural and Bayesian policy gradients ask for it. */
export const rowGradients: RepeatedBenchmark = {
  name: 'row-gradients',
  description: `gradients of log π row by row, ${SHAPE}, 5,702 parameters`,
  unit: 'µs/row',
  value: microseconds,
  async prepare() {
    const heard: Heard[] = [];
    const { run, dispose } = await openStep(listening((all) => heard.push(all)));
    run();
    const [{ oracle, parameters }] = heard;
    const gradients_Bn = new Float32Array(ROWS * parameters.length);
    return {
      operations: ROWS,
      run: () => oracle.functions.logLikelihood.rowGradients(parameters, gradients_Bn),
      dispose,
    };
  },
};
