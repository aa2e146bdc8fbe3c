import { fixedTemperature, gaussian } from '@vem/posteriors';
import { rmsProp, rollouts, runningStatistics } from '@vem/training';
import { generalisedAdvantages, stateValue } from '@vem/values';
import { gaussianPolicy, network, toZero, ZOO } from './onPolicy.js';

/** RMSProp of Stable-Baselines3: rate 7e-4, decay .99, ε = 1e-5 behind the root, the gradient cut at norm .5. */
export const steps = { learningRate: 7e-4, decay: 0.99, epsilon: 1e-5, stepNorm: 0.5 };

/** The zoo's a2c.yml, CartPole-v1: 8 environments, no entropy bonus, Stable-Baselines3's defaults. */
export const cartPoleZoo = {
  description: 'CartPole-v1 at 500,000 steps, rl-baselines3-zoo',
  sources: [ZOO],
  run: { environments: 8 },
  changes: () => ({
    temperature: fixedTemperature({ alpha: 0 }),
    valueEstimator: stateValue({ ...network.value, coefficient: 1 }),
  }),
};

/** The zoo's a2c.yml as tuned for HalfCheetah (PyBullet), without its state-dependent exploration. */
export const halfCheetahZoo = {
  description: 'HalfCheetah-v5 at 1,000,000 steps, rl-baselines3-zoo without state-dependent exploration',
  sources: [ZOO],
  run: { environments: 4 },
  changes: () => ({
    normaliser: runningStatistics(),
    posterior: gaussian({ ...gaussianPolicy, initialiser: 'fanInUniform', initialStd: Math.exp(-2) }),
    temperature: fixedTemperature({ alpha: 0 }),
    // .4 of E[(V − R)²].
    valueEstimator: stateValue({ ...network.value, initialiser: 'fanInUniform', coefficient: 0.8 }),
    data: rollouts({ length: 8, epochs: 1, batchSize: 'all' }),
    returns: generalisedAdvantages({ lambda: 0.9 }),
    optimiser: rmsProp({ ...steps, learningRate: toZero(9.6e-4) }),
  }),
};
