import { mountainCarContinuous } from '@vem/envs';
import { compose } from '@vem/framework';
import { tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { adam, offPolicy, samplePosterior } from '@vem/training';
import { twinQ } from '@vem/values';
import { expect, it } from 'vitest';

const hidden = [64, 64];

it('SAC drives the car out of the valley, after a warm-up with lasting pushes', async () => {
  const run = compose(
    {
      ...sac(),
      environment: mountainCarContinuous(),
      posterior: tanhGaussian({ hidden }),
      valueEstimator: twinQ({ hidden, target: { kind: 'polyak', tau: 0.01 } }),
      behaviour: samplePosterior({ warmUpSteps: 5000, warmUpHold: 30 }),
      optimiser: adam({ learningRate: 1e-3 }),
      schedule: offPolicy({ updatesPerStep: 0.5 }),
    },
    { seed: 1 },
  );
  for await (const _ of run.train({ envSteps: 20_000 }));
  const { meanReturn } = await run.evaluate({ episodes: 20 });
  run.dispose();
  console.info(`mean return ${meanReturn.toFixed(1)}`);
  expect(meanReturn).toBeGreaterThanOrEqual(85);
});
