import { fixedTemperature, gaussian } from '@vem/posteriors';
import { rmsProp, rollouts, runningStatistics } from '@vem/training';
import { generalisedAdvantages, stateValue } from '@vem/values';

const ZOO = { title: 'Raffin 2020, RL Baselines3 Zoo' };

/** 2×64 tanh units, orthogonal with gain √2, last layer .01 for policies and 1 for values: Stable-Baselines3. */
const layers = { hidden: [64, 64], activation: 'tanh' as const, initialiser: 'orthogonal' as const };
export const network = { policy: { ...layers, outputGain: 0.01 }, value: { ...layers, outputGain: 1 } };

/** log σ is a parameter of its own, the same at every state, from 0 on: Stable-Baselines3. */
export const policy = { ...network.policy, deviation: 'parameter', units: 'environment' } as const;

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
    posterior: gaussian({ ...policy, initialiser: 'fanInUniform', initialStd: Math.exp(-2) }),
    temperature: fixedTemperature({ alpha: 0 }),
    // .4 of E[(V − R)²].
    valueEstimator: stateValue({ ...network.value, initialiser: 'fanInUniform', coefficient: 0.8 }),
    data: rollouts({ length: 8, epochs: 1, batchSize: 'all' }),
    returns: generalisedAdvantages({ lambda: 0.9 }),
    optimiser: rmsProp({ ...steps, learningRate: { from: 9.6e-4, to: 0, over: 'run', shape: 'linear' } }),
  }),
};
