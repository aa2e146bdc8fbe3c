import { cartPole } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type SlotMap } from '@vem/framework';
import { categorical, fixedTemperature } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { learnedCategorical, uniform } from '@vem/priors';
import { adam } from '@vem/training';
import { actionValues } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { apart } from '../support/openedRuns.js';
import { smallSac } from '../support/smallSac.js';

const UPDATES = 100;

async function learn(slots: SlotMap): Promise<Pipeline> {
  const { behaviour, data } = smallSac();
  const run = composeUnchecked(
    {
      ...sac(),
      environment: cartPole(),
      posterior: categorical({ hidden: [32, 32] }),
      valueEstimator: actionValues({ hidden: [32, 32] }),
      optimiser: adam({ learningRate: 1e-3 }),
      behaviour,
      data,
      ...slots,
    },
    { seed: 3 },
  );
  const pipeline = await run.open();
  while (pipeline.progress.updates < UPDATES) iterate(pipeline);
  return pipeline;
}

describe('a learned prior that starts the same for every action and never learns', () => {
  it('is the normalised uniform prior', async () => {
    const learned = await learn({ prior: learnedCategorical({ trainable: false, outputGain: 0 }) });
    const constant = await learn({ prior: uniform({ reference: 'normalised' }) });
    expect(apart(learned, constant)).toBeLessThan(1e-6);
    expect(learned.batch.columns.observation).toEqual(constant.batch.columns.observation);
    // The reference of the uniform prior matters where episodes end, so that the test can tell priors apart.
    expect(apart(constant, await learn({ prior: uniform({ reference: 'counting' }) }))).toBeGreaterThan(1e-3);
  });

  it('is it at a fixed temperature too', async () => {
    const temperature = fixedTemperature({ alpha: 0.5 });
    const learned = await learn({ prior: learnedCategorical({ trainable: false }), temperature });
    const constant = await learn({ prior: uniform({ reference: 'normalised' }), temperature });
    expect(apart(learned, constant)).toBeLessThan(1e-6);
  });
});
