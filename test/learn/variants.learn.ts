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
const row = (preset: string, set: Readonly<Record<string, unknown>>) => ({ name: preset, preset, set });
const episodes = 10;

const pendulum = parseSuite(
  {
    name: 'variants',
    description: 'Variants of rows of table 1 that it leaves out',
    rows: [
      row('sac:flow', flexible),
      row('sac:latent', flexible),
      row('virel:fixed', {
        ...{ ...learning, 'posterior.hidden': SMALL, 'valueEstimator.target': followed },
        'temperature.alpha': 0.2,
      }),
      row('rerpi:rank', { ...learning, ...weighted, ...bounded }),
      // Sixteen sequences of eight steps, as many rows as elsewhere.
      row('mpo:retrace', { ...learning, ...weighted, 'data.batchSize': 16 }),
    ],
    environments: [{ id: 'Pendulum-v1', steps: 10_000 }],
    settings: { set: {}, reason: 'as in table 1' },
    seeds: 1,
    episodes,
  },
  'variants',
);
const planned = parseSuite(
  {
    name: 'variants',
    description: 'Plans by path integrals in a learned model',
    rows: [
      row('smcp:path-integral', {
        ...{ ...learning, 'posterior.hidden': SMALL, 'valueEstimator.target': followed, 'model.hidden': SMALL },
        ...{ 'behaviour.particles': 16, 'behaviour.horizon': 4, 'behaviour.iterations': 1 },
      }),
    ],
    environments: [{ id: 'Pendulum-v1', steps: 4000 }],
    settings: { set: {}, reason: 'as the row of particles in table 1' },
    seeds: 1,
    episodes,
  },
  'variants',
);
const cartPole = parseSuite(
  {
    name: 'variants',
    description: 'The adaptive penalty in place of the clip',
    rows: [{ name: 'ppo:adaptive-kl', preset: 'ppo:adaptive-kl' }],
    environments: [{ id: 'CartPole-v1', steps: 200_000 }],
    seeds: 1,
    episodes,
  },
  'variants',
);

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
