import { cartPole } from '@vem/envs';
import { adam, compose, replay, samplePosterior } from '@vem/framework';
import { actionValues } from '@vem/likelihoods';
import { categorical } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { describe, expect, it } from 'vitest';

/** For tasks of this size: 2×64 units, batches of 128, and targets that follow quickly. */
const small = () => ({
  ...sac(),
  environment: cartPole(),
  posterior: categorical({ hidden: [64, 64] }),
  valueEstimator: actionValues({ hidden: [64, 64], target: { kind: 'polyak', tau: 0.02 } }),
  behaviour: samplePosterior({ warmUpSteps: 1000 }),
  data: replay({ batchSize: 128, startAfter: 1000, capacity: 100_000 }),
  optimiser: adam({ learningRate: 2e-3 }),
});

describe('discrete SAC', () => {
  it.each([1, 2])('keeps the pole of CartPole-v1 up within 20 000 steps (seed %i)', async (seed) => {
    const run = compose(small(), { seed });
    const alphas: number[] = [];
    for await (const { metrics } of run.train({ envSteps: 20_000, reportEvery: 5000 }))
      alphas.push(metrics['temperature/alpha']);
    const { meanReturn } = await run.evaluate({ episodes: 20 });
    run.dispose();
    expect(meanReturn).toBeGreaterThanOrEqual(400);
    // Neither runs away nor vanishes.
    for (const alpha of alphas) expect(Math.abs(Math.log(alpha))).toBeLessThan(4);
  });
});
