import { pendulum } from '@vem/envs';
import { adam, compose, replay } from '@vem/framework';
import { twinQ } from '@vem/likelihoods';
import { tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { expect, it } from 'vitest';

const STEPS = 8000;
const EPISODES = 20;

/** Random torques score about −1200; a policy that swings up and holds about −150. */
const THRESHOLD = -250;

for (const seed of [0, 1]) {
  it(`SAC swings up the pendulum in ${STEPS} steps (seed ${seed})`, async () => {
    const run = compose(
      {
        ...sac(),
        environment: pendulum(),
        posterior: tanhGaussian({ hidden: [64, 64] }),
        valueEstimator: twinQ({ hidden: [64, 64] }),
        data: replay({ batchSize: 128 }),
        optimiser: adam({ learningRate: 1e-3 }),
      },
      { seed },
    );
    const untrained = await run.evaluate({ episodes: EPISODES });
    const returns: number[] = [];
    for await (const { assessment } of run.train({ envSteps: STEPS, assessEvery: 1000, assessEpisodes: EPISODES })) {
      if (assessment) returns.push(assessment.meanReturn);
    }
    run.dispose();
    const rounded = [untrained.meanReturn, ...returns].map(Math.round);
    console.info(`seed ${seed}: mean return after every 1000 steps: ${rounded.join(', ')}`);
    // A policy that goes on learning loses its balance for a moment now and then, so the middle one of the last three.
    const [, median] = returns.slice(-3).sort((a, b) => a - b);
    expect(untrained.meanReturn).toBeLessThan(4 * THRESHOLD);
    expect(returns).toHaveLength(STEPS / 1000);
    expect(median).toBeGreaterThanOrEqual(THRESHOLD);
  });
}
