import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import { iterativeGaussian, tanhGaussian } from '@vem/posteriors';
import { iterativeSac } from '@vem/presets';
import { replay, samplePosterior } from '@vem/training';
import { twinQ } from '@vem/values';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Inference, inferenceOf } from './inference.js';
import { summaryOf } from './summary.js';

const hidden = [8];

describe('inference of an agent', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vem-inference-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function looked(name: string, posterior: ReturnType<typeof iterativeGaussian | typeof tanhGaussian>) {
    const slots = {
      ...iterativeSac(),
      environment: pendulum(),
      posterior,
      valueEstimator: twinQ({ hidden }),
      behaviour: samplePosterior({ warmUpSteps: 20 }),
      data: replay({ batchSize: 8, startAfter: 20 }),
    };
    const run = compose(slots, { seed: 1 });
    for await (const _report of run.train({ envSteps: 30 }));
    await run.save(join(folder, name));
    run.dispose();
    return inferenceOf(join(folder, name), { episodes: 1, mostStates: 10, seed: 2, steps: 60, samples: 8 });
  }

  it('is its objective after each iteration, below the best Gaussian of each state', async () => {
    const { iterations, objective, best, episode } = await looked('iterative', iterativeGaussian({ hidden }));
    expect(iterations).toBe(2);
    expect(objective).toHaveLength(3);
    expect(episode).toHaveLength(10);
    for (const [state, most] of best.entries())
      for (const values of objective) expect(values[state]).toBeLessThanOrEqual(most);
    // An ascent of 60 steps finds more than a network of 10 updates.
    const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
    expect(total(best)).toBeGreaterThan(total(objective[2]) + 1e-3);
  });

  it('of a direct network is what it gives', async () => {
    const { iterations, objective } = await looked('direct', tanhGaussian({ hidden }));
    expect(iterations).toBe(0);
    expect(objective).toHaveLength(1);
  });
});

describe('a summary of inference', () => {
  const inference: Inference = {
    environment: 'Any-v0',
    iterations: 2,
    alpha: 0.5,
    episode: [0, 0, 1],
    objective: [
      [-4, -4, -2],
      [-3, -2, -1],
      [-3.5, -1.999, -1.005],
    ],
    best: [-2, -1, -1],
  };

  it('compares with the start, episode by episode', () => {
    const { absolute, relative, objective, best } = summaryOf(inference);
    expect(objective[0]).toBeCloseTo(-10 / 3, 10);
    expect(best).toBeCloseTo(-4 / 3, 10);
    // Episode means gain 1.5 and 1 of 4 and 2.
    expect(absolute[1].mean).toBeCloseTo(1.25, 10);
    expect(absolute[1].std).toBeCloseTo(Math.SQRT1_2 / 2, 10);
    expect(relative[1].mean).toBeCloseTo((1.5 / 4 + 1 / 2) / 2, 10);
    expect(absolute[0]).toEqual({ mean: 0, std: 0 });
  });

  it('counts the states that an iteration raises, strictly and but for a hundredth of what there was to gain', () => {
    const { rises, holds } = summaryOf(inference);
    expect(rises).toEqual([1, 1 / 3]);
    expect(holds[0]).toBe(1);
    expect(holds[1]).toBeCloseTo(2 / 3, 10);
  });

  it('tells the gap in reward units, in nats, and as a share', () => {
    const { gap, gapNats, gapShare } = summaryOf(inference);
    const expected = (3.5 + 1.999 + 1.005 - 4) / 3;
    expect(gap).toBeCloseTo(expected, 10);
    expect(gapNats).toBeCloseTo(2 * expected, 10);
    expect(gapShare).toBeCloseTo(expected / 2, 10);
    expect(summaryOf({ ...inference, iterations: 0, objective: [[-3, -2, -1]] }).gapShare).toBeUndefined();
  });
});
