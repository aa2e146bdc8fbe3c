import { pendulumWithoutVelocity } from '@vem/envs';
import { compose, type Run } from '@vem/framework';
import { tanhGaussian, targetEntropy } from '@vem/posteriors';
import { recurrentSac, sac } from '@vem/presets';
import { adam, gru, replay, sequenceReplay } from '@vem/training';
import { twinQ } from '@vem/values';
import { expect, it } from 'vitest';

const STEPS = 10_000;
const hidden = [64, 64];
/** As in `benchmarks/suites/recurrent-pendulum.json`. */
const small = {
  environment: pendulumWithoutVelocity(),
  posterior: tanhGaussian({ hidden }),
  valueEstimator: twinQ({ hidden, target: { kind: 'polyak', tau: 0.01 } }),
  temperature: targetEntropy({ initialAlpha: 0.1, gradient: 'logAlpha' }),
  optimiser: adam({ learningRate: 1e-3 }),
};

async function learned(run: Run): Promise<number> {
  for await (const _report of run.train({ envSteps: STEPS }));
  const { meanReturn } = await run.evaluate({ episodes: 20 });
  run.dispose();
  return meanReturn;
}

it('what cannot be seen can be remembered: the pendulum is held up, and without a memory it is not', async () => {
  const data = sequenceReplay({ length: 10, burnIn: 10, batchSize: 16 });
  const recurrent = compose({ ...recurrentSac(), ...small, memory: gru({ units: 32 }), data }, { seed: 1 });
  expect(await learned(recurrent)).toBeGreaterThan(-350);
  const memoryless = compose({ ...sac(), ...small, data: replay({ batchSize: 160 }) }, { seed: 1 });
  expect(await learned(memoryless)).toBeLessThan(-600);
}, 600_000);
