import type { TableRow } from './row.js';

const SMALL = [64, 64];
const networks = {
  'posterior.hidden': SMALL,
  'valueEstimator.hidden': SMALL,
  'data.batchSize': 128,
  'optimiser.learningRate': 1e-3,
  'valueEstimator.target': { kind: 'polyak', tau: 0.01 },
};

/** Rows with a learned model of the environment: half of the steps, or fewer. */
export const MODELS: readonly TableRow[] = [
  { preset: 'mve-sac:small', reference: 'pendulum', takes: 'box', on: { pendulum: { steps: 4000, set: networks } } },
  {
    preset: 'mbpo:small',
    reference: 'pendulum',
    takes: 'box',
    on: { pendulum: { steps: 2000, set: { ...networks, 'schedule.updatesPerStep': 5 } } },
  },
  {
    preset: 'prior-value-gradients:small',
    reference: 'pendulum',
    takes: 'box',
    on: { pendulum: { steps: 4000, set: { ...networks, 'prior.hidden': SMALL } } },
  },
  {
    preset: 'smcp:small',
    reference: 'pendulum',
    on: { pendulum: { steps: 4000, set: { ...networks, 'behaviour.particles': 16, 'behaviour.horizon': 4 } } },
  },
  {
    preset: 'spo:small',
    reference: 'pendulum',
    takes: 'box',
    on: {
      pendulum: {
        steps: 5000,
        set: {
          'prior.hidden': SMALL,
          'valueEstimator.hidden': SMALL,
          'data.batchSize': 128,
          'optimiser.learningRate': 1e-3,
          'bootstrap.samples': 5,
        },
      },
    },
  },
];
