import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pendulum } from '@vem/envs';
import { compose, type Run } from '@vem/framework';
import { tanhGaussian } from '@vem/posteriors';
import { replay, samplePosterior } from '@vem/training';
import { twinQ } from '@vem/values';
import { delayedActor, freshCritics, manyCritics, modeWithNoise, oneAction } from './index.js';

const hidden = [16];
const warmUpSteps = 50;
const data = replay({ batchSize: 32, startAfter: warmUpSteps });
const environment = pendulum();

/** Trains a little; the updates that were made, and that all numbers are numbers. */
async function train(run: Run): Promise<number> {
  let updates = 0;
  for await (const report of run.train({ envSteps: 60, reportEvery: 10 })) {
    updates = report.updates;
    for (const [name, value] of Object.entries(report.metrics)) assert.ok(Number.isFinite(value), `${name}: ${value}`);
  }
  run.dispose();
  return updates;
}

test('a delayed actor trains', async () => {
  const slots = {
    ...delayedActor(),
    posterior: oneAction({ hidden }),
    valueEstimator: twinQ({ hidden }),
    behaviour: modeWithNoise({ warmUpSteps }),
  };
  assert.equal(await train(compose({ ...slots, environment, data }, { seed: 1 })), 11);
});

test('critics learn twenty times for each step', async () => {
  const slots = {
    ...freshCritics(),
    posterior: tanhGaussian({ hidden }),
    valueEstimator: manyCritics({ hidden }),
    behaviour: samplePosterior({ warmUpSteps }),
  };
  assert.equal(await train(compose({ ...slots, environment, data }, { seed: 1 })), 220);
});
