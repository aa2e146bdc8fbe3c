import type { Settings, TableRow } from './row.js';

const SMALL = [64, 64];
/** Two hidden layers of 64, batches of 128 and a higher rate: small tasks need no more. */
const small = (...networks: readonly string[]): Settings => ({
  ...Object.fromEntries(networks.map((slot) => [`${slot}.hidden`, SMALL])),
  'data.batchSize': 128,
  'optimiser.learningRate': 1e-3,
});
const follows = (tau: number): Settings => ({ 'valueEstimator.target': { kind: 'polyak', tau } });
/** A temperature that starts low and moves by log α, because values differ by little near the goal. */
const LOW: Settings = { 'temperature.initialAlpha': 0.1, 'temperature.gradient': 'logAlpha' };
/** Rewards and discount give a range of values that small networks resolve. */
export const IN_THE_PLANE: Settings = {
  'schedule.updatesPerStep': 0.25,
  'likelihood.rewardScale': 10,
  'returns.discount': 0.95,
};
const FAST: Settings = { 'optimiser.learningRate': 2e-3, ...follows(0.02) };
const FEW_SAMPLES: Settings = { 'posterior.samples': 10, 'bootstrap.samples': 10 };

const OFTEN = { kind: 'copyEvery', updates: 100 };

/** Rows that make more of each step, by many updates or by normalised batches, need fewer of them. */
const [CARTPOLE, PENDULUM, NORMALISED, MANY_UPDATES] = [15_000, 10_000, 5000, 1500];
export const PLANE = 80_000;
export const policy = small('posterior', 'valueEstimator');
export const prior = small('prior', 'valueEstimator');
/** As published, but for the 5000 steps before learning, which are more than there are here. */
const early: Settings = { ...policy, 'data.startAfter': 500, 'behaviour.warmUpSteps': 500 };
const pendulum = (set: Settings) => ({ pendulum: { steps: PENDULUM, set } });

/** Rows that learn from a replay of what was done, without a model. */
export const OFF_POLICY: readonly TableRow[] = [
  {
    preset: 'sac',
    reference: 'pendulum',
    on: {
      cartPole: { steps: CARTPOLE, set: { ...policy, ...FAST } },
      ...pendulum({ ...policy, ...LOW, ...follows(0.01) }),
      plane: { steps: PLANE, set: { ...policy, ...IN_THE_PLANE, ...LOW, ...follows(0.01) } },
    },
  },
  {
    preset: 'sql',
    reference: 'pendulum',
    on: {
      cartPole: { steps: CARTPOLE, set: { ...small('valueEstimator'), ...FAST } },
      ...pendulum({ ...policy, 'posterior.particles': 8, 'bootstrap.samples': 8, ...follows(0.01) }),
    },
  },
  {
    preset: 'mpo',
    reference: 'pendulum',
    on: {
      cartPole: { steps: CARTPOLE, set: { ...prior, ...FAST } },
      ...pendulum({ ...prior, ...FEW_SAMPLES }),
      plane: { steps: PLANE, set: { ...prior, ...IN_THE_PLANE, ...FEW_SAMPLES } },
    },
  },
  { preset: 'sac-v1', reference: 'pendulum', takes: 'box', on: pendulum({ ...policy, ...follows(0.01) }) },
  { preset: 'virel', reference: 'pendulum', takes: 'box', on: pendulum({ ...policy, ...follows(0.01) }) },
  { preset: 'td3', reference: 'pendulum', takes: 'box', on: pendulum(policy) },
  { preset: 'ddpg', reference: 'pendulum', takes: 'box', on: pendulum(policy) },
  { preset: 'mpo-parametric', reference: 'pendulum', takes: 'box', on: pendulum(policy) },
  {
    preset: 'rerpi',
    reference: 'pendulum',
    takes: 'box',
    // Bounds and periods of MPO: with those of the paper a policy moves over millions of steps.
    on: pendulum({
      ...prior,
      ...FEW_SAMPLES,
      'trustRegion.meanBound': 0.01,
      'trustRegion.covarianceBound': 1e-6,
      'prior.target': OFTEN,
      'valueEstimator.target': OFTEN,
    }),
  },
  { preset: 'sac:mixture', reference: 'pendulum', takes: 'box', on: pendulum({ ...policy, ...LOW, ...follows(0.01) }) },
  {
    preset: 'recurrent-sac',
    reference: 'pendulum',
    on: pendulum({
      ...policy,
      ...LOW,
      ...follows(0.01),
      'memory.units': 32,
      'data.length': 10,
      'data.burnIn': 5,
      'data.batchSize': 16,
    }),
  },
  {
    preset: 'iterative-sac',
    reference: 'pendulum',
    takes: 'box',
    // Inference at every state costs ten times as much as a network that answers at once.
    on: { pendulum: { steps: 5000, set: { ...policy, ...LOW, ...follows(0.01), 'gradientEstimator.samples': 4 } } },
  },
  // Twenty updates per step: a quarter of the steps.
  { preset: 'redq', reference: 'pendulum', takes: 'box', on: { pendulum: { steps: MANY_UPDATES, set: early } } },
  { preset: 'droq', reference: 'pendulum', takes: 'box', on: { pendulum: { steps: MANY_UPDATES, set: early } } },
  {
    preset: 'crossq',
    reference: 'pendulum',
    takes: 'box',
    on: {
      pendulum: {
        steps: NORMALISED,
        set: {
          'posterior.hidden': SMALL,
          'valueEstimator.hidden': [128, 128],
          'data.batchSize': 128,
          'data.startAfter': 1000,
          'behaviour.warmUpSteps': 1000,
        },
      },
    },
  },
  // A search at every state that is learned from.
  {
    preset: 'direct-sac',
    reference: 'pendulum',
    takes: 'box',
    on: {
      pendulum: {
        steps: 5000,
        set: { ...small('valueEstimator'), 'data.batchSize': 64, ...LOW, ...follows(0.01), 'posterior.iterations': 4 },
      },
    },
  },
];
