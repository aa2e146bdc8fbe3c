import { definePreset } from '@vem/framework';
import { sac } from '@vem/presets';
import { annealed } from './annealed.js';
import { bursts } from './bursts.js';
import { singleQ } from './singleQ.js';
import { studentT } from './studentT.js';
import { studentTPolicy } from './studentTPolicy.js';

/** SAC with heavy tails in both distributions, one critic, a temperature that falls, and updates in bursts. */
export const heavyTails = definePreset({
  name: 'heavy-tails',
  description: 'Soft actor-critic between Student-t distributions, with one critic and a falling temperature',
  cell: { prior: 'fixed', model: 'free', posterior: 'parametric' },
  sources: [{ title: 'an example of this repository' }],
  slots: () => ({
    ...sac(),
    prior: studentT(),
    posterior: studentTPolicy(),
    valueEstimator: singleQ(),
    temperature: annealed({ to: 0.1 }),
    schedule: bursts(),
  }),
  variants: {
    cold: {
      description: 'An end that is a tenth as warm',
      sources: [{ title: 'an example of this repository' }],
      slots: (base) => ({ ...base, temperature: annealed({ to: 0.01 }) }),
    },
  },
});
