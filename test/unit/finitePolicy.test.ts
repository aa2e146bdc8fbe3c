import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chain } from '@vem/envs';
import { compose, evaluatePolicy, loadPolicy } from '@vem/framework';
import { exactCategorical, scheduledTemperature } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { replay, samplePosterior, sgd } from '@vem/training';
import { logSumExp, oneStep, table } from '@vem/values';
import { afterEach, describe, expect, it } from 'vitest';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Tabular soft Q-learning from experience, colder and colder. */
const learner = (seed: number) =>
  compose(
    {
      ...sac(),
      environment: chain({ timeLimit: 20 }),
      posterior: exactCategorical(),
      valueEstimator: table(),
      bootstrap: logSumExp(),
      returns: oneStep({ discount: 0.9 }),
      temperature: scheduledTemperature({ from: 1, to: 0.05, over: 600, shape: 'exponential' }),
      behaviour: samplePosterior({ warmUpSteps: 0 }),
      data: replay({ batchSize: 32, startAfter: 20, capacity: 1000 }),
      optimiser: sgd({ learningRate: 0.2 }),
    },
    { seed },
  );

describe('a posterior without parameters of its own', () => {
  it('acts better the longer it learns, and goes on right to the end', async () => {
    const run = learner(1);
    const alphas: number[] = [];
    for await (const { metrics } of run.train({ envSteps: 900, reportEvery: 300 }))
      alphas.push(metrics['temperature/alpha']);
    // Means over the report: of α = 1 … .22, of .22 … .05, and of .05.
    expect(alphas[0]).toBeGreaterThan(0.4);
    expect(alphas[1]).toBeLessThan(0.2);
    expect(alphas[2]).toBeCloseTo(0.05, 6);
    // To the right all the time is worth 20 · (1 − .1) less the reward missed in 2.5 steps on the way.
    const { meanReturn } = await run.evaluate({ episodes: 200 });
    run.dispose();
    expect(meanReturn).toBeGreaterThan(15.2);
    expect(meanReturn).toBeLessThan(15.8);
  });

  it('is stored with the values and the temperature that it follows from', async () => {
    const run = learner(2);
    // Stops in the middle of the schedule.
    for await (const _report of run.train({ envSteps: 300 }));
    const folder = mkdtempSync(join(tmpdir(), 'vem-'));
    folders.push(folder);
    await run.save(folder);
    const inRun = await run.evaluate({ episodes: 20, stochastic: true });
    const policy = await loadPolicy(folder);
    const stored = await evaluatePolicy(policy, chain({ timeLimit: 20 }).create(), { episodes: 20, stochastic: true });
    policy.dispose();
    run.dispose();
    expect(stored.returns).toEqual(inRun.returns);
    expect(new Set(stored.returns).size).toBeGreaterThan(1);
  });
});
