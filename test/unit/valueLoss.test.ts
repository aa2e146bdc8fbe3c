import * as tf from '@tensorflow/tfjs-core';
import { chain } from '@vem/envs';
import { type BoundSlot, composeUnchecked, definePlugin, type Pipeline } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { categorical, clippedRatio, fixedTemperature } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { everyBatch, rollouts, samplePosterior, sgd } from '@vem/training';
import { stateValue, stateValues } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** What a roll-out's rows were annotated with: a state's value then, and what it should be. */
const ROWS = [
  { state: 0, value: 0, return: 2 },
  { state: 1, value: 0, return: -2 },
  { state: 2, value: 0, return: 2 },
  { state: 0, value: 1, return: 9 },
];

/** The values of the three states by the network's one layer, before any step. */
const VALUES = [0.5, 1, -3];

const annotated = definePlugin({
  slot: 'returns',
  name: 'annotated',
  description: 'Given numbers',
  config: z.strictObject({}),
  provides: ['advantage', 'costFree'],
  inject: [],
  create: () => ({
    annotations: ['advantage', 'return', 'value'].map((name) => ({ name, size: 1 })),
    program: (step) => ({
      target: () => tf.squeeze(step.batch.columns.return, [1]),
      annotate: () => ({
        advantage: tf.zeros([ROWS.length]),
        return: tf.tensor1d(ROWS.map((row) => row.return)),
        value: tf.tensor1d(ROWS.map((row) => row.value)),
      }),
    }),
  }),
})();

/** The gradient of the loss in the value of each state, by the network's one layer: a row of the kernel is a state. */
async function slopes(options: Parameters<typeof stateValue>[0]): Promise<{ slope: number[]; loss: number }> {
  const run = composeUnchecked(
    {
      environment: chain(),
      prior: uniform(),
      posterior: categorical({ hidden: [] }),
      likelihood: optimality(),
      valueEstimator: stateValue({ hidden: [], ...options }) as BoundSlot<'valueEstimator'>,
      bootstrap: stateValues(),
      returns: annotated,
      gradientEstimator: clippedRatio(),
      temperature: fixedTemperature({ alpha: 0 }),
      behaviour: samplePosterior({ warmUp: 'policy' }),
      data: rollouts({ length: ROWS.length, epochs: 1, batchSize: 'all' }),
      optimiser: sgd(),
      schedule: everyBatch({ steps: [['value'], ['eStep']] }),
    },
    { seed: 1 },
  );
  const pipeline = await run.open();
  const parameter = (views: ReturnType<Pipeline['parameters']['views']>, kind: string) =>
    views.find(({ name }) => name.endsWith(kind))!.data;
  const { parameters } = pipeline;
  parameter(parameters.views('valueEstimator'), '/kernel').set(VALUES);
  parameter(parameters.views('valueEstimator'), '/bias').fill(0);
  for (const { state } of ROWS) {
    const observation = Float32Array.from([0, 1, 2], (s) => Number(s === state));
    const single = new Float32Array(1);
    const columns = { observation, nextObservation: observation, action: single, reward: single };
    pipeline.data.append({
      count: 1,
      columns: { ...columns, terminated: single, truncated: single, logMu: single, preSquash: single },
    });
  }
  pipeline.annotate!.run(pipeline.progress);
  pipeline.batch.fill();
  pipeline.steps[0].run(pipeline.progress);
  const slope = [...parameter(parameters.gradientViews('valueEstimator'), '/kernel').subarray(0, 3)];
  const loss = pipeline.steps[0].executable.outputs['loss/valueEstimator'].data[0] as number;
  run.dispose();
  return { slope, loss };
}

const closeTo = (received: readonly number[], expected: readonly number[]) => {
  for (const [i, value] of received.entries()) expect(value, `state ${i}`).toBeCloseTo(expected[i], 5);
};

describe('the loss of a network for the value of states', () => {
  it('is half the mean square, and its slope the mean error', async () => {
    // Errors −1.5, 3, −5 and −8.5, each a quarter.
    const { slope, loss } = await slopes({});
    closeTo(slope, [-2.5, 0.75, -1.25]);
    expect(loss).toBeCloseTo((0.5 * (1.5 ** 2 + 3 ** 2 + 5 ** 2 + 8.5 ** 2)) / 4, 4);
  });

  it('weighs by its coefficient', async () => {
    const [{ slope, loss }, whole] = [await slopes({ coefficient: 0.5 }), await slopes({})];
    closeTo(slope, [-1.25, 0.375, -0.625]);
    expect(loss).toBeCloseTo(0.5 * whole.loss, 5);
  });

  it('takes the larger of two, so that a value that moved too far is followed only back', async () => {
    // Within .2 of the annotated value, values would be .2, .2, −.2 and .8. State 0 moved .5 towards its target, which the
    // clip takes back: no slope. State 1 moved away from its target: it is pulled back. State 2 likewise. Of the last
    // row, the value moved away from 9.
    const { slope, loss } = await slopes({ clip: 0.2 });
    closeTo(slope, [-8.5 / 4, 0.75, -1.25]);
    expect(loss).toBeCloseTo((0.5 * (1.8 ** 2 + 3 ** 2 + 5 ** 2 + 8.5 ** 2)) / 4, 4);
  });

  it('grows by no more than Huber’s slope', async () => {
    const { slope } = await slopes({ huberDelta: 2 });
    closeTo(slope, [(-1.5 - 2) / 4, 2 / 4, -2 / 4]);
  });

  it('clips around annotated values only where the returns give them', () => {
    const bound = stateValue({ clip: 0.2 });
    expect(bound.requires).toEqual(['returns.advantage']);
    expect(stateValue().requires).toEqual([]);
  });
});
