import { optimality } from '@vem/likelihoods';
import { learnedCategorical, learnedGaussian } from '@vem/priors';
import { generalisedAdvantages } from '@vem/values';

/** Settings of the author's public code for HalfCheetah-v2, Hopper-v2, Walker2d-v2, which are those of the paper's appendix. */
export const PAPER = {
  title: 'Peng et al. 2019, Advantage-Weighted Regression: Simple and Scalable Off-Policy Reinforcement Learning',
  arxiv: '1910.00177',
};
export const CODE = { title: 'the author’s public code, https://github.com/xbpeng/awr, `awr_configs.py`' };

const layers = { hidden: [128, 64], activation: 'relu' as const, initialiser: 'glorotUniform' as const };

/** The last layer starts within ± .01: .034 times what Glorot gives 64 inputs and 6 outputs. */
export const policy = { ...layers, outputGain: 0.034, learningRate: 5e-5 };
export const gaussianPolicy = {
  ...policy,
  squash: 'identity' as const,
  deviation: 'fixed' as const,
  initialStd: 0.4,
};
export const value = { ...layers, learningRate: 1e-2 };

export const boundedFit = { decoupled: false, boundWeight: 10 };

/** Deviations are .01 at least there. */
export const normaliser = { reward: false, envSteps: 300_000, epsilon: 1e-4 };

/** All steps of the critic, then all of the actor, on batches of 256; advantages by the critic as it is by then. */
export const regressions = (critic: number, actor: number) => ({
  steps: [
    { phases: ['value' as const], repeat: critic, rows: 'fresh' as const },
    { phases: ['eStep' as const, 'mStep' as const], repeat: actor, rows: 'fresh' as const, lookBack: true },
  ],
});

/** The code's actor rate on its task with finite actions, LunarLander-v2. */
const FASTER = 5e-4;

export const cartPole = {
  description: 'CartPole-v1, with the actor’s rate on LunarLander-v2',
  sources: [CODE],
  changes: () => ({ prior: learnedCategorical({ ...policy, learningRate: FASTER }) }),
};

/** Tried on seed 101 alone; nobody has published scores of AWR on Pendulum-v1. */
export const pendulum = {
  description: 'Pendulum-v1, with γ .95 and a faster actor',
  sources: [{ title: 'chosen here' }],
  changes: () => ({
    prior: learnedGaussian({ ...gaussianPolicy, learningRate: FASTER }),
    likelihood: optimality({ rewardScale: 0.05 }),
    returns: generalisedAdvantages({ discount: 0.95, lambda: 0.95, standardise: true }),
  }),
};
