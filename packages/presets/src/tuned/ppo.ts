import { clippedRatio, fixedTemperature, gaussian, ratioGradient } from '@vem/posteriors';
import { adaptivePenalty } from '@vem/priors';
import { adam, rollouts, runningStatistics } from '@vem/training';
import { generalisedAdvantages, stateValue } from '@vem/values';

const PAPER = { title: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms', arxiv: '1707.06347' };
const CLEANRL = { title: 'Huang et al. 2022, CleanRL', arxiv: '2111.08819' };
const ZOO = { title: 'Raffin 2020, RL Baselines3 Zoo' };

/** 2×64 tanh units, orthogonal with gain √2, last layer .01 for policies and 1 for values: CleanRL, Stable-Baselines3. */
const layers = { hidden: [64, 64], activation: 'tanh' as const, initialiser: 'orthogonal' as const };
export const network = { policy: { ...layers, outputGain: 0.01 }, value: { ...layers, outputGain: 1 } };

/** log σ is a parameter of its own, the same at every state, from 0 on, all in the environment's units: CleanRL, Stable-Baselines3. */
export const policy = { ...network.policy, deviation: 'parameter', units: 'environment' } as const;

/** Adam with ε = 1e-5, the gradient of all networks together cut at norm .5: CleanRL, Stable-Baselines3. */
export const steps = { epsilon: 1e-5, stepNorm: 0.5 };

/** The same with a rate that falls to 0 over the run: CleanRL; `lin_` in the zoo. */
export const annealed = (from: number) =>
  ({ ...steps, learningRate: { from, to: 0, over: 'run', shape: 'linear' } }) as const;

/** CleanRL knows one flag for the end of an episode. */
const oneFlag = { truncationAsTermination: true };

/**
 * Section 4 of the paper: a penalty in place of the clip, d_targ = .01. With CleanRL's rate on CartPole-v1, 2.5e-4, the policy
 * moves by a tenth of that whatever β is; ten times the rate, chosen on seeds 101 and 102, makes the penalty matter.
 */
export const adaptiveKl = {
  description: 'The adaptive KL penalty in place of the clip',
  sources: [PAPER],
  changes: () => ({
    gradientEstimator: ratioGradient(),
    trustRegion: adaptivePenalty({ target: 0.01 }),
    optimiser: { box: adam(annealed(3e-4)), discrete: adam(annealed(2.5e-3)) },
  }),
};

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
    gradientEstimator: clippedRatio({ clip: { from: 0.2, to: 0, over: 'run', shape: 'linear' } }),
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
    posterior: gaussian(policy),
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
