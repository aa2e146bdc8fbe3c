import { parseSuite, planSuite } from '@vem/suite';
import { describe, expect, it } from 'vitest';
import { lastReturns, trainedSuite } from '../support/trainedSuite.js';

const SMALL = [64, 64];
/** As the rows of table 1 on this task. */
const learning = { 'valueEstimator.hidden': SMALL, 'data.batchSize': 128, 'optimiser.learningRate': 1e-3 };
const followed = { kind: 'polyak', tau: 0.01 };
const flexible = {
  ...{ ...learning, 'posterior.hidden': SMALL, 'valueEstimator.target': followed },
  ...{ 'temperature.initialAlpha': 0.1, 'temperature.gradient': 'logAlpha' },
};
const weighted = { 'prior.hidden': SMALL, 'posterior.samples': 10, 'bootstrap.samples': 10 };
const bounded = {
  ...{ 'trustRegion.meanBound': 0.01, 'trustRegion.covarianceBound': 1e-6 },
  ...{
    'prior.target': { kind: 'copyEvery', updates: 100 },
    'valueEstimator.target': { kind: 'copyEvery', updates: 100 },
  },
};
type Changes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
/** One run of each of these presets, by what it changes. */
const suiteOf = (id: string, steps: number, rows: Changes) =>
  parseSuite(
    {
      name: 'variants',
      description: 'Variants of rows of table 1 that it leaves out',
      rows: Object.entries(rows).map(([preset, set]) => ({ name: preset, preset, set })),
      environments: [{ id, steps }],
      settings: { set: {}, reason: 'as in table 1' },
      seeds: 1,
      episodes: 10,
    },
    'variants',
  );

const pendulum = suiteOf('Pendulum-v1', 10_000, {
  'sac:flow': flexible,
  'sac:latent': flexible,
  'virel:fixed': {
    ...{ ...learning, 'posterior.hidden': SMALL, 'valueEstimator.target': followed },
    'temperature.alpha': 0.2,
  },
  'rerpi:rank': { ...learning, ...weighted, ...bounded },
  // Sixteen sequences of eight steps, as many rows as elsewhere.
  'mpo:retrace': { ...learning, ...weighted, 'data.batchSize': 16 },
});
const planned = suiteOf('Pendulum-v1', 4000, {
  'smcp:path-integral': {
    ...{ ...learning, 'posterior.hidden': SMALL, 'valueEstimator.target': followed, 'model.hidden': SMALL },
    ...{ 'behaviour.particles': 16, 'behaviour.horizon': 4, 'behaviour.iterations': 1 },
  },
});
const cartPole = suiteOf('CartPole-v1', 200_000, { 'ppo:adaptive-kl': {} });

const plan = [pendulum, planned, cartPole].flatMap((suite) => planSuite(suite));
/** Untrained: about −1230 and 22. */
const LEAST: Readonly<Record<string, number>> = { 'Pendulum-v1': -300, 'CartPole-v1': 450 };

describe('variants that the table leaves out learn, one seed', () => {
  const trained = trainedSuite(plan);

  it.each(plan.map((planned) => [planned.row, planned] as const))('%s', async (name, planned) => {
    const run = await trained(planned);
    console.info(`${name}: ${run.evaluations.map(({ meanReturn }) => meanReturn.toFixed(1)).join(', ')}`);
    expect(lastReturns(run)).toBeGreaterThanOrEqual(LEAST[planned.environment]);
  });
});
