import { parseSuite } from '../suite.js';

/** What one slot of SAC is worth, in minutes: the uniform prior against a fixed Gaussian one. */
export const quick = parseSuite(
  {
    name: 'quick',
    description: 'SAC and SAC with one slot swapped (a fixed Gaussian prior) on two small tasks, in minutes',
    rows: [
      { name: 'sac', preset: 'sac' },
      { name: 'sac + gaussian prior', preset: 'sac', set: { prior: 'gaussian' } },
    ],
    environments: [
      { id: 'Pendulum-v1', steps: 8000 },
      // Its solved criterion is defined over 100 episodes.
      { id: 'PointMass2D', steps: 40_000, episodes: 100 },
    ],
    settings: {
      set: {
        'posterior.hidden': [64, 64],
        'valueEstimator.hidden': [64, 64],
        'data.batchSize': 128,
        'optimiser.learningRate': 1e-3,
        'valueEstimator.tau': 0.01,
        'temperature.initialAlpha': 0.1,
        'temperature.gradient': 'logAlpha',
        'likelihood.rewardScale': 10,
      },
      reason:
        'tasks of this size need no 256 units: 2 × 64 hidden units, batches of 128 and a learning rate of 1e-3 (as in the SAC entry for Pendulum-v1 of rl-baselines3-zoo) learn them in a few thousand steps; targets that follow twice as fast, rewards in tenths and a temperature that starts low and moves by log α, because rewards near the goal of PointMass2D are a few thousandths',
    },
    seeds: 3,
    episodes: 20,
  },
  'quick',
);
