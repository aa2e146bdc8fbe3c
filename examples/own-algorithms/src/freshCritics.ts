import { definePreset } from '@vem/framework';
import { sac } from '@vem/presets';
import { offPolicy } from '@vem/training';
import { manyCritics } from './manyCritics.js';

const SOURCE = { title: 'Chen et al. 2021, Randomized Ensembled Double Q-Learning', arxiv: '2101.05982' };

/** Soft actor-critic with ten critics that learn twenty times for each step, each time from a batch of its own. */
export const freshCritics = definePreset({
  name: 'fresh-critics',
  description:
    'Soft actor-critic with ten critics and twenty updates of them per environment step, each on a fresh batch',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [SOURCE],
  slots: () => ({
    ...sac(),
    valueEstimator: { box: manyCritics() },
    // Each update has a batch of its own, and target copies follow after each: algorithm 1 of the paper.
    schedule: offPolicy({
      updatesPerStep: 20,
      steps: [['value'], { phases: ['eStep', 'temperature'], every: { updates: 20 } }],
    }),
  }),
  variants: {
    'copies-after-all': {
      description: 'One update per step, in which critics learn twenty times before their copies follow once',
      sources: [SOURCE],
      slots: (base) => ({
        ...base,
        // 1 − .995²⁰: as far as twenty small steps.
        valueEstimator: { box: manyCritics({ tau: 0.0954 }) },
        schedule: offPolicy({ steps: [{ phases: ['value'], repeat: 20, rows: 'fresh' }, ['eStep', 'temperature']] }),
      }),
    },
  },
});
