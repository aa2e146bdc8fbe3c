import { deterministic } from '@vem/posteriors';
import { adam, noisyMode, replay } from '@vem/training';
import { oneStep, twinQ } from '@vem/values';
import { ZOO } from './onPolicy.js';

export const FUJIMOTO = {
  title: 'Fujimoto et al. 2018, Addressing Function Approximation Error in Actor-Critic Methods',
  arxiv: '1802.09477',
};

/** Appendix C of the paper: 400 and 300 ReLU units for policy and critics, which take the action at the first layer. */
export const network = { hidden: [400, 300] };

/** τ = .005 for all copies: the paper, section 6.1. */
export const follows = { kind: 'polyak', tau: 0.005 } as const;
/** Policy and *all* copies follow every second update of the critics: the paper, algorithm 1. */
export const followsDelayed = { ...follows, every: 2 } as const;

/** Batches of 100, learning after so many uniform actions; 1000 in the paper, 10,000 on HalfCheetah and Ant. */
export const after = (steps: number) => ({
  behaviour: noisyMode({ warmUpSteps: steps }),
  data: replay({ batchSize: 100, startAfter: steps }),
});

export const halfCheetah = {
  description: 'HalfCheetah and Ant, 10,000 uniform actions at first',
  sources: [FUJIMOTO],
  changes: () => after(10_000),
};

/** TD3.py and main.py of the authors, as they stand now: other networks, batches and rates than in the paper. */
export const laterCode = {
  description: 'The later public code: 2×256 units, batches of 256, rate 3e-4, 25,000 uniform actions at first',
  sources: [FUJIMOTO],
  changes: () => ({
    posterior: { box: deterministic({ hidden: [256, 256] }) },
    valueEstimator: twinQ({ hidden: [256, 256], target: followsDelayed, combineForEStep: 'first' }),
    behaviour: noisyMode({ warmUpSteps: 25_000 }),
    data: replay({ batchSize: 256, startAfter: 25_000 }),
    optimiser: adam({ learningRate: 3e-4 }),
  }),
};

/** The zoo's ddpg.yml and td3.yml, Pendulum; batches of 100 are Stable-Baselines3's default of the time. */
export const pendulumZoo = {
  description: 'Pendulum-v1 at 20,000 steps, rl-baselines3-zoo',
  sources: [ZOO],
  changes: () => ({
    behaviour: noisyMode({ warmUpSteps: 10_000 }),
    data: replay({ batchSize: 100, startAfter: 10_000, capacity: 200_000 }),
    returns: oneStep({ discount: 0.98 }),
  }),
};
