import { definePreset } from '@vem/framework';
import { qEnsemble } from '@vem/values';
import { redq } from './redq.js';
import * as tuned from './tuned/ensembles.js';

/** REDQ with two critics in place of ten. */
const slots = () => ({
  ...redq(),
  valueEstimator: qEnsemble({ critics: 2, dropout: 0.01, layerNorm: 'every' }),
});

/** Dropout Q-functions: as many updates per step as REDQ, with two critics that drop units and normalise. */
export const droq = definePreset({
  name: 'droq',
  description:
    'Dropout Q-functions: SAC with two critics that drop units and normalise layers, and twenty updates per step',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [tuned.DROQ],
  slots,
  variants: {
    hopper: tuned.task(tuned.DROQ, 'Hopper', -1, slots),
    'half-cheetah': tuned.task(tuned.DROQ, 'HalfCheetah', -3, slots),
    walker: tuned.task(tuned.DROQ, 'Walker2d', -3, slots),
    ant: tuned.task(tuned.DROQ, 'Ant', -4, slots),
  },
});
