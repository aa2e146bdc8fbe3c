import { multiGoal } from '@vem/envs';
import { compose } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature, steinSampler } from '@vem/posteriors';
import { sql } from '@vem/presets';
import { adam, replay, samplePosterior } from '@vem/training';
import { singleQ } from '@vem/values';
import { expect, it } from 'vitest';

const hidden = [64, 64];

it('SQL keeps the ways to all four goals open', async () => {
  const run = compose(
    {
      ...sql(),
      environment: multiGoal(),
      posterior: steinSampler({ hidden }),
      valueEstimator: singleQ({ hidden, target: { kind: 'polyak', tau: 0.01 } }),
      // Rewards reach −100: α = 10 in their units.
      likelihood: optimality({ rewardScale: 0.1 }),
      temperature: fixedTemperature({ alpha: 1 }),
      behaviour: samplePosterior({ evaluation: 'bestOfQ', warmUpSteps: 500 }),
      data: replay({ batchSize: 64, startAfter: 500 }),
      optimiser: adam({ learningRate: 1e-3 }),
    },
    { seed: 1 },
  );
  for await (const _ of run.train({ envSteps: 10_000 }));
  const { solved } = await run.evaluate({ episodes: 200, stochastic: true });
  run.dispose();
  console.info(`${solved?.criterion}: ${solved?.value.toFixed(2)}`);
  expect(solved?.passed).toBe(true);
});
