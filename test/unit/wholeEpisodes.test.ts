import * as tf from '@tensorflow/tfjs-core';
import { cartPole } from '@vem/envs';
import { composeUnchecked, definePlugin, iterate, type SlotMap } from '@vem/framework';
import { advantageScore, exactSumGradient } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { episodes, everyBatch, rollouts, sgd } from '@vem/training';
import { generalisedAdvantages, logSumExp, oneStep, table } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { smallOnPolicy } from '../support/smallOnPolicy.js';

/** The entropy at all rows alike. */
const constantSurrogate = definePlugin({
  slot: 'gradientEstimator',
  name: 'constant-surrogate',
  description: 'Counts every row the same',
  config: z.strictObject({}),
  provides: ['loss'],
  requires: ['posterior.enumerate'],
  inject: [],
  create: () => ({
    program: () => ({
      surrogate: (belief) => ({
        loss: tf.mean(belief.enumerate!().logProb_BA),
        rows: 'mean' as const,
        results: {},
        metrics: {},
      }),
    }),
  }),
});

/** By roll-outs of fixed length with λ = 1, on whole episodes instead. */
const slots = (changes: SlotMap = {}): SlotMap => {
  const { mStep: _mStep, normaliser: _normaliser, ...rest } = smallOnPolicy('discrete');
  return {
    ...rest,
    environment: cartPole(),
    prior: uniform(),
    gradientEstimator: advantageScore(),
    returns: generalisedAdvantages({ lambda: 1 }),
    data: episodes({ perEnvironment: 2, length: 60 }),
    optimiser: sgd({ learningRate: 1e-9 }),
    schedule: everyBatch({ steps: [['value', 'eStep']] }),
    ...changes,
  };
};

describe('losses on whole episodes', () => {
  it('are means over episodes of sums over steps, and averages for the log are over steps', async () => {
    const run = composeUnchecked(slots({ data: episodes({ perEnvironment: 2, length: 60 }) }), {
      seed: 2,
      environments: 2,
    });
    const pipeline = await run.open();
    while (pipeline.progress.updates < 1) iterate(pipeline);
    const { return: returned, value, weight } = pipeline.batch.columns;
    expect(weight).toHaveLength(60 * 4);
    const steps = weight.filter((w) => w > 0).length;
    expect(steps).toBeGreaterThan(20);
    expect(steps).toBeLessThan(200);
    expect(weight.every((w) => w === 0 || w === 60)).toBe(true);
    const squares = weight.reduce((sum, w, row) => (w > 0 ? sum + 0.5 * (returned[row] - value[row]) ** 2 : sum), 0);
    const targets = weight.reduce((sum, w, row) => (w > 0 ? sum + returned[row] : sum), 0);
    const output = (name: string) =>
      (pipeline.steps.flatMap((step) => step.executable.outputs[name] ?? [])[0].data as Float32Array)[0];
    expect(output('loss/valueEstimator') / (squares / 4)).toBeCloseTo(1, 4);
    expect(output('metric/valueEstimator/target') / (targets / steps)).toBeCloseTo(1, 4);
    expect(output('metric/posterior/entropy')).toBeCloseTo(Math.log(2), 1);
    run.dispose();
  });

  it('count roll-outs by their ends, whatever their length', async () => {
    const run = composeUnchecked(slots(), { seed: 2 });
    const pipeline = await run.open();
    const lengths: number[] = [];
    for (let before = 0; lengths.length < 3; ) {
      iterate(pipeline);
      if (pipeline.progress.rollouts === lengths.length) continue;
      lengths.push(pipeline.progress.envSteps - before);
      before = pipeline.progress.envSteps;
    }
    expect(pipeline.progress.updates).toBe(3);
    expect(new Set(lengths).size).toBeGreaterThan(1);
    run.dispose();
  });

  it('are refused where they count every row the same', async () => {
    const ignorant = {
      gradientEstimator: exactSumGradient(),
      valueEstimator: table(),
      bootstrap: logSumExp(),
      returns: oneStep(),
    };
    expect(() => composeUnchecked(slots(ignorant), { seed: 2 })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', slot: 'data', path: 'valueEstimator.rowWeights' }),
    );
    const run = composeUnchecked(slots({ gradientEstimator: constantSurrogate() }), { seed: 2 });
    await expect(run.open()).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_WEIGHTS_UNREAD', slot: 'posterior', received: 'eStep' }),
    );
    const even = composeUnchecked(
      slots({ gradientEstimator: constantSurrogate(), data: rollouts({ length: 8, epochs: 1, batchSize: 'all' }) }),
      { seed: 2 },
    );
    await expect(even.open()).resolves.toBeDefined();
    even.dispose();
  });
});
