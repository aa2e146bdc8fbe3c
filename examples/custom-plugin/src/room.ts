import type { SuiteInput } from '@vem/suite';

/** A comparison on this package's environment: `vem compare --suite room`. */
export const room = {
  name: 'room',
  description: 'SAC, with a Gaussian and with heavy tails, heats a room',
  rows: [
    { name: 'sac', preset: 'sac', set: { 'posterior.hidden': [32, 32] } },
    { name: 'heavy-tails', preset: 'heavy-tails', set: { 'posterior.hidden': [32, 32] } },
  ],
  environments: [{ id: 'Thermostat', steps: 3000 }],
  settings: {
    set: { 'valueEstimator.hidden': [32, 32], 'data.batchSize': 64, 'data.startAfter': 500 },
    reason: 'a room with two numbers needs small networks',
  },
  seeds: 2,
  episodes: 20,
} satisfies SuiteInput;
