import { pointMass } from '@vem/envs';
import { adam, compose, replay } from '@vem/framework';
import { expectation, optimality, twinQ } from '@vem/likelihoods';
import { tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { expect, it } from 'vitest';

const STEPS = 30_000;

for (const seed of [0, 1]) {
  it(`SAC solves the point mass in ${STEPS} steps (seed ${seed})`, async () => {
    const run = compose(
      {
        ...sac(),
        environment: pointMass(),
        posterior: tanhGaussian({ hidden: [128, 128] }),
        valueEstimator: twinQ({ hidden: [128, 128] }),
        // A unit of distance from the goal costs 1/400 a step: next to α = 1, nothing.
        likelihood: optimality({ rewardScale: 100 }),
        // A goal is some 30 steps away.
        bootstrap: expectation({ discount: 0.95 }),
        data: replay({ batchSize: 128 }),
        optimiser: adam({ learningRate: 1e-3 }),
      },
      { seed },
    );
    for await (const _ of run.train({ envSteps: STEPS }));
    const { solved, behaviour, meanReturn } = await run.evaluate({ episodes: 100 });
    run.dispose();
    console.info(
      `seed ${seed}: ${solved?.criterion}: ${solved?.value.toFixed(2)}, mean return ${meanReturn.toFixed(2)}`,
    );
    expect(behaviour).toBe('mode');
    expect(solved?.passed).toBe(true);
  });
}
