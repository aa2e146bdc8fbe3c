import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, compose, composeFromConfig, type Run } from '@vem/framework';
import {
  checkEnvironment,
  checkPosterior,
  checkPrior,
  checkSchedule,
  checkTemperature,
  checkValueEstimator,
} from '@vem/framework/testing';
import { plugins as likelihoodPlugins } from '@vem/likelihoods';
import { plugins as posteriorPlugins, tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { replay, samplePosterior, plugins as trainingPlugins } from '@vem/training';
import { plugins as valuePlugins } from '@vem/values';
import { annealed, bursts, plugins, singleQ, studentT, studentTPolicy, thermostat } from './index.js';

/** SAC with this package's plugins in four slots, small enough for a test. */
const slots = () => ({
  ...sac(),
  environment: thermostat(),
  prior: studentT(),
  temperature: annealed({ to: 0.1 }),
  valueEstimator: singleQ({ hidden: [16] }),
  posterior: tanhGaussian({ hidden: [16] }),
  data: replay({ batchSize: 32, startAfter: 100 }),
  behaviour: samplePosterior({ warmUpSteps: 100 }),
});

/** Trains a little. Returns the metrics of the last report and the hash of all parameters. */
async function train(run: Run) {
  let metrics: Readonly<Record<string, number>> = {};
  for await (const report of run.train({ envSteps: 400, reportEvery: 100 })) metrics = report.metrics;
  const { meanReturn } = await run.evaluate({ episodes: 2 });
  const hash = run.parameterHash();
  run.dispose();
  return { metrics, hash, meanReturn };
}

for (const degreesOfFreedom of [1, 2, 3, 30])
  test(`the Student-t prior with ${degreesOfFreedom} degrees of freedom keeps the rules of its slot`, () =>
    checkPrior(studentT({ degreesOfFreedom, scale: 0.7 })));

test('the other plugins keep the rules of their slots', async () => {
  checkPosterior(studentTPolicy({ hidden: [8] }));
  checkTemperature(annealed({ to: 0.1 }));
  checkValueEstimator(singleQ({ hidden: [8] }), { actions: [box({ low: [-1], high: [1] })] });
  checkSchedule(bursts());
  await checkEnvironment(thermostat());
});

test('SAC trains with them', async () => {
  const { metrics, meanReturn } = await train(compose(slots(), { seed: 1 }));
  for (const [name, value] of Object.entries(metrics)) assert.ok(Number.isFinite(value), `${name}: ${value}`);
  assert.ok('valueEstimator/q' in metrics && 'posterior/kl' in metrics);
  // Means over the updates from 300 to 400 of 400 steps; α falls from 1 to .1.
  assert.ok(Math.abs(metrics['temperature/alpha']! - 0.1 ** 0.875) < 0.01, `alpha ${metrics['temperature/alpha']}`);
  assert.ok(Number.isFinite(meanReturn));
});

test('one seed gives one result, and the prior matters', async () => {
  const first = await train(compose(slots(), { seed: 1 }));
  const again = await train(compose(slots(), { seed: 1 }));
  const cauchy = await train(compose({ ...slots(), prior: studentT({ degreesOfFreedom: 1 }) }, { seed: 1 }));
  assert.equal(first.hash, again.hash);
  assert.notEqual(first.hash, cauchy.hash);
});

test('names in a configuration find them', async () => {
  const run = compose(slots(), { seed: 1 });
  const known = [...trainingPlugins, ...valuePlugins, ...likelihoodPlugins, ...posteriorPlugins];
  const config = JSON.parse(JSON.stringify(run.config));
  assert.equal(config.slots.prior.use, 'student-t');
  assert.throws(() => composeFromConfig(config, { plugins: known }), { code: 'VEM_PLUGIN_UNKNOWN' });
  const byName = await train(composeFromConfig(config, { plugins: [...known, ...plugins] }));
  assert.equal(byName.hash, (await train(run)).hash);
});

test('options are checked', () => {
  assert.throws(() => studentT({ degreesOfFreedom: 0.5 }), { code: 'VEM_PLUGIN_OPTIONS' });
  assert.throws(() => studentT.bind({ degreesOfFredom: 2 }), /Did you mean "degreesOfFreedom"/);
});
