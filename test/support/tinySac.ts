import { cartPole, pendulum } from '@vem/envs';
import { categorical, tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { replay, samplePosterior } from '@vem/training';
import { actionValues, twinQ } from '@vem/values';

/** Of every run here. */
export const options = { seed: 5, environments: 1, engine: 'compiled' } as const;
/** Units of every network. */
export const hidden = [8];
export const small = { batchSize: 16, capacity: 1000, startAfter: 20 };
export const data = replay(small);
export const behaviour = samplePosterior({ warmUpSteps: 20 });

/** The same as settings. */
export const SMALL = [
  'data.batchSize=16',
  'data.capacity=1000',
  'data.startAfter=20',
  'behaviour.warmUpSteps=20',
  'valueEstimator.hidden=[8]',
];

/** SAC on the pendulum with tiny networks, learning after 20 steps. */
export const tinySac = () => ({
  ...sac(),
  environment: pendulum(),
  posterior: tanhGaussian({ hidden }),
  valueEstimator: twinQ({ hidden }),
  behaviour,
  data,
});
/** The same as settings. */
export const SMALL_SAC = [...SMALL, 'posterior.hidden=[8]'];
/** The same for finite actions. */
export const tinyFiniteSac = () => ({
  ...sac(),
  environment: cartPole(),
  posterior: categorical({ hidden }),
  valueEstimator: actionValues({ hidden }),
  behaviour,
  data,
});
