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
      // Its solved criterion is defined over 100 episodes. Ending within 1 of the goal takes values that are exact to a
      // few thousandths of their range: more units, and a discount that keeps the range small.
      {
        id: 'PointMass2D',
        steps: 28_000,
        episodes: 100,
        set: { 'posterior.hidden': [128, 128], 'valueEstimator.hidden': [128, 128], 'bootstrap.discount': 0.95 },
      },
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
        'small tasks need no 256 units: 2 × 64 (PointMass2D: 2 × 128, discount .95), batches of 128 and a learning rate of 1e-3 (as in the SAC entry for Pendulum-v1 of rl-baselines3-zoo); targets follow twice as fast, and the temperature starts low and moves by log α, because rewards near the goal of PointMass2D are a few thousandths even when scaled by 10',
    },
    seeds: 3,
    episodes: 20,
  },
  'quick',
);
