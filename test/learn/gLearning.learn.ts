import { chain } from '@vem/envs';
import { compose } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { gLearning } from '@vem/presets';
import { oneStep, visitedTable } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/exactInference.json' with { type: 'json' };

const { chain: walk } = golden;

describe('G-learning on the chain', () => {
  it.each([1, 2, 3, 4, 5])('comes to the soft values of a fixed temperature in 2e5 updates, seed %i', async (seed) => {
    const { alpha, q } = walk.problems.find(({ alpha, prior }) => alpha === 1 && prior[0] === 0.5)!;
    const slots = {
      ...gLearning(),
      environment: chain({ start: 'uniform' }),
      temperature: fixedTemperature({ alpha }),
      returns: oneStep({ discount: walk.discount }),
      // Under ω = .8 what was there at first has shrunk to exp(−.1 n^.2/.2) only, .02 after n = 33,000 visits of each pair: .1 of 6.
      valueEstimator: visitedTable({ power: 0.7 }),
    };
    const run = compose(slots, { seed, environments: 8 });
    const pipeline = await run.open();
    for await (const _report of run.train({ envSteps: 200_000, reportEvery: 200_000 }));
    expect(run.counters.updates).toBe(200_000);
    const found = pipeline.slots.valueEstimator!.state!().q as Float64Array;
    const errors = q.flat().map((value, i) => Math.abs(found[i] - value));
    console.log(`seed ${seed}: largest error ${Math.max(...errors).toFixed(4)}`);
    expect(Math.max(...errors)).toBeLessThan(0.05);
    run.dispose();
  });
});
