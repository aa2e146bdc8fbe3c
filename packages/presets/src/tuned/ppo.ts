import { clippedRatio, fixedTemperature } from '@vem/posteriors';
import { adam, rollouts, runningStatistics } from '@vem/training';
import { generalisedAdvantages, stateValue } from '@vem/values';
import { CLEANRL, network, toZero, ZOO } from './onPolicy.js';

/** Adam with ε = 1e-5, the gradient of all networks together cut at norm .5: CleanRL, Stable-Baselines3. */
export const steps = { epsilon: 1e-5, stepNorm: 0.5 };

/** The same with a rate that falls to 0 over the run. */
export const annealed = (from: number) => ({ ...steps, learningRate: toZero(from) });

/** CleanRL knows one flag for the end of an episode. */
const oneFlag = { truncationAsTermination: true };

/** CleanRL's ppo.py, its defaults: 4 environments, 128 steps, 4 epochs of 4 minibatches, rate 2.5e-4, entropy .01. */
export const classicCleanrl = {
  description: 'CartPole-v1 and Acrobot-v1 at 500,000 steps, the defaults of CleanRL’s ppo.py',
  sources: [CLEANRL],
  run: { environments: 4 },
  changes: () => ({ returns: generalisedAdvantages(oneFlag) }),
};

/** The zoo's ppo.yml, CartPole-v1; what it leaves out are Stable-Baselines3's defaults (value coefficient .5 of E[(V − R)²]). */
export const cartPoleZoo = {
  description: 'CartPole-v1 at 100,000 steps, rl-baselines3-zoo',
  sources: [ZOO],
  run: { environments: 8 },
  changes: () => ({
    data: rollouts({ length: 32, epochs: 20, batchSize: 256 }),
    returns: generalisedAdvantages({ discount: 0.98, lambda: 0.8 }),
    gradientEstimator: clippedRatio({ clip: toZero(0.2) }),
    temperature: fixedTemperature({ alpha: 0 }),
    valueEstimator: stateValue({ ...network.value, coefficient: 1 }),
    optimiser: adam(annealed(1e-3)),
  }),
};

/** The zoo's ppo.yml, Pendulum-v1, without its state-dependent exploration. */
export const pendulumZoo = {
  description: 'Pendulum-v1 at 100,000 steps, rl-baselines3-zoo without state-dependent exploration',
  sources: [ZOO],
  run: { environments: 4 },
  changes: () => ({
    data: rollouts({ length: 1024, epochs: 10, batchSize: 64 }),
    returns: generalisedAdvantages({ discount: 0.9, lambda: 0.95 }),
    valueEstimator: stateValue({ ...network.value, coefficient: 1 }),
    optimiser: adam({ ...steps, learningRate: 1e-3 }),
  }),
};

/** CleanRL's ppo_continuous_action.py, its defaults: 2048 steps of one environment, 10 epochs of 32 minibatches, rate 3e-4. */
export const mujocoCleanrl = {
  description: 'MuJoCo tasks at 1,000,000 steps, the defaults of CleanRL’s ppo_continuous_action.py',
  sources: [CLEANRL],
  run: { environments: 1 },
  changes: () => ({
    normaliser: runningStatistics(),
    data: rollouts({ length: 2048, epochs: 10, batchSize: 64 }),
    returns: generalisedAdvantages(oneFlag),
  }),
};
