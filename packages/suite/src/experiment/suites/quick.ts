import { parseSuite } from '../suite.js';

const SMALL = [64, 64];
/** Soft Q-learning with half of its particles and samples: enough for one and two dimensions. */
const FEW_PARTICLES = { 'posterior.hidden': SMALL, 'posterior.particles': 8, 'bootstrap.samples': 8 };
/** At a low temperature one critic overestimates. */
const TWO_CRITICS = {
  valueEstimator: 'twin-q',
  'valueEstimator.target': { kind: 'polyak', tau: 0.02 },
  'temperature.alpha': 0.05,
  'optimiser.learningRate': 2e-3,
};
/** A temperature that starts low and moves by log α, because values differ by little near the goal. */
const LOW_TEMPERATURE = {
  'valueEstimator.target': { kind: 'polyak', tau: 0.01 },
  'temperature.initialAlpha': 0.1,
  'temperature.gradient': 'logAlpha',
};
const FEW_SAMPLES = { 'posterior.samples': 10, 'bootstrap.samples': 10 };

/** Three cells of the design space on three small tasks, in minutes. */
export const quick = parseSuite(
  {
    name: 'quick',
    description: 'SAC, SQL and MPO on three small tasks, three seeds each, in minutes',
    rows: [
      {
        name: 'sac',
        preset: 'sac',
        set: { 'posterior.hidden': SMALL },
        setOn: { 'Pendulum-v1': LOW_TEMPERATURE, PointMass2D: LOW_TEMPERATURE },
      },
      {
        name: 'sql',
        preset: 'sql',
        setOn: {
          'Pendulum-v1': { ...FEW_PARTICLES, 'valueEstimator.target': { kind: 'polyak', tau: 0.01 } },
          PointMass2D: { ...FEW_PARTICLES, ...TWO_CRITICS },
        },
      },
      {
        name: 'mpo',
        preset: 'mpo',
        set: { 'prior.hidden': SMALL },
        setOn: { 'Pendulum-v1': FEW_SAMPLES, PointMass2D: FEW_SAMPLES },
      },
    ],
    environments: [
      {
        id: 'CartPole-v1',
        steps: 15_000,
        set: { 'optimiser.learningRate': 2e-3, 'valueEstimator.target': { kind: 'polyak', tau: 0.02 } },
      },
      { id: 'Pendulum-v1', steps: 10_000 },
      // Ending within 1 of the goal, the mean over 100 episodes, takes values that are exact to a few thousandths of
      // their range: experience from four copies, and a discount that keeps the range small.
      {
        id: 'PointMass2D',
        steps: 80_000,
        copies: 4,
        episodes: 100,
        set: { 'schedule.updatesPerStep': 0.25, 'likelihood.rewardScale': 10, 'returns.discount': 0.95 },
      },
    ],
    settings: {
      set: {
        'valueEstimator.hidden': SMALL,
        'data.batchSize': 128,
        'optimiser.learningRate': 1e-3,
      },
      reason:
        'small tasks need no 256 units: 2 × 64 for every network, batches of 128, learning rate 1e-3 (2e-3 on CartPole-v1, and for SQL on PointMass2D), targets that follow twice to four times as fast; SQL with 8 particles and samples, on PointMass2D with two critics; MPO with 10 samples; PointMass2D in 4 copies with an update for every fourth step, rewards times 10 and discount .95',
    },
    seeds: 3,
    episodes: 20,
  },
  'quick',
);
