import * as tf from '@tensorflow/tfjs-core';
import { composeUnchecked, definePlugin, type Pipeline, type SlotMap } from '@vem/framework';
import { tanhGaussian } from '@vem/posteriors';
import { adam, offPolicy } from '@vem/training';
import { batchNormQ } from '@vem/values';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { learn } from '../support/openedRuns.js';
import { smallCrossq } from '../support/smallCrossq.js';

const runs: { dispose(): void }[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
});

function compose(slots: SlotMap, threads = 1) {
  const run = composeUnchecked(slots, { seed: 4, threads });
  runs.push(run);
  return run;
}

const view = (pipeline: Pipeline, group: string, name: string) =>
  pipeline.parameters.views(group).find((each) => each.name === `${group}/${name}`)!.data;
const copied = (pipeline: Pipeline) =>
  pipeline.parameters.allViews().map(({ name, data }) => [name, data.slice()] as const);

describe('critics that see states and next states as one batch', () => {
  it('count both in their running statistics, once per update', async () => {
    const pipeline = await compose(smallCrossq).open();
    learn(pipeline, 1);
    const { observation, nextObservation } = pipeline.batch.columns;
    const both = [...observation, ...nextObservation];
    const counted = view(pipeline, 'valueEstimatorStatistics', 'q1/input/mean');
    const variance = view(pipeline, 'valueEstimatorStatistics', 'q1/input/variance');
    for (const part of [0, 1, 2]) {
      const values = both.filter((_, i) => i % 3 === part);
      const mean = values.reduce((sum, value) => sum + value) / values.length;
      const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(counted[part]).toBeCloseTo(0.01 * mean, 5);
      expect(variance[part]).toBeCloseTo(1 + 0.01 * (spread - 1), 5);
    }
  });

  it('value states otherwise next to other next states, and no row else', async () => {
    const pipeline = learn(await compose(smallCrossq).open(), 3);
    const [{ executable }] = pipeline.steps;
    const told = executable.outputs['metric/valueEstimator/q'].data;
    const value = () => {
      executable.run();
      return told[0];
    };
    const before = value();
    expect(value()).toBe(before);
    pipeline.batch.columns.nextObservation.fill(0.25);
    expect(value()).not.toBe(before);
  });

  it('have no target copies, and leave every row to itself for whoever else asks', async () => {
    const run = compose(smallCrossq);
    const pipeline = learn(await run.open(), 12);
    expect(pipeline.parameters.allViews().some(({ name }) => name.startsWith('valueEstimator@'))).toBe(false);
    const look = async (other: number) => {
      const observation = Float32Array.from([0.6, 0.8, -1, other, other, other]);
      const { q } = await run.examine({
        observation,
        rows: 2,
        look: ({ valueEstimator, posterior }, observation_BO) => {
          const mode = posterior.infer(observation_BO, 'evaluate').mode!();
          return { q: valueEstimator.q!(observation_BO, mode, 'online', 'eStep') };
        },
      });
      return q[0];
    };
    expect(await look(0.1)).toBe(await look(-0.7));
  });

  it('refuse targets that value actions at more than one place', async () => {
    const twice = definePlugin({
      slot: 'returns',
      name: 'twice',
      description: 'Looks at the next state two times',
      config: z.strictObject({}),
      inject: [],
      create: () => ({
        program: (step) => ({
          target: () => {
            const value = () => step.bootstrap.value(step.batch.nextObservation_BO);
            return tf.add(value(), value());
          },
        }),
      }),
    });
    await expect(compose({ ...smallCrossq, returns: twice() }).open()).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_JOINT_BATCH_TWICE' }),
    );
  });
});

describe('renormalisation', () => {
  it('sets in after as many updates as it is told', async () => {
    const open = async (renormaliseAfter: number) =>
      compose({ ...smallCrossq, valueEstimator: batchNormQ({ hidden: [8], renormaliseAfter }) }).open();
    const [late, never] = [await open(10), await open(1_000_000)];
    for (const pipeline of [late, never]) learn(pipeline, 10);
    expect(copied(late)).toEqual(copied(never));
    for (const pipeline of [late, never]) learn(pipeline, 12);
    expect(copied(late)).not.toEqual(copied(never));
  });
});

it('couples the rows of a batch, so that one thread makes the updates', async () => {
  const alone = {
    ...smallCrossq,
    posterior: tanhGaussian({ hidden: [8] }),
    optimiser: adam(),
    schedule: offPolicy({ steps: [['value'], ['eStep', 'temperature']] }),
  };
  const [one, two] = [await compose(alone).open(), await compose(alone, 2).open()];
  expect(two.alone).toContain('couples the rows');
  expect(copied(learn(two, 4))).toEqual(copied(learn(one, 4)));
});
