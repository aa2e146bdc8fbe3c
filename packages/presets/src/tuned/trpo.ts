import { averageKl } from '@vem/priors';
import { constrainedStep, everyBatch, rollouts, runningStatistics } from '@vem/training';
import { generalisedAdvantages } from '@vem/values';
import { ZOO } from './onPolicy.js';

/** Settings that the zoo leaves out are Stable-Baselines3 Contrib's: 15 steps of conjugate gradients, damping .1, shrink .8. */
const CONTRIB = { iterations: 15, damping: 0.1, shrink: 0.8 };

/** Adam at 1e-3 with ε = 1e-5 for the values: Stable-Baselines3 Contrib. */
export const critic = { use: 'adam', learningRate: 1e-3, epsilon: 1e-5 } as const;

export const step = (options: Parameters<typeof constrainedStep>[0] = {}) =>
  constrainedStep({ ...CONTRIB, rest: critic, ...options });

/**
 * One step of the policy on the whole roll-out; then minibatches of it for the values, whose targets stand since it was whole.
 *
 * @param rows - of a roll-out. @param batchSize - rows of a minibatch. @param epochs - times that each row is seen
 */
export const schedule = (rows: number, batchSize: number, epochs: number) =>
  everyBatch({
    steps: [
      ['eStep'],
      { phases: ['value'], rows: 'fresh', batchSize, repeat: (rows / batchSize) * epochs },
      { phases: ['mStep'], every: { rollouts: 1 } },
    ],
  });

/** T steps of each environment, all at once. */
export const whole = (length: number) => rollouts({ length, epochs: 1, batchSize: 'all' });

/** The zoo's trpo.yml, CartPole-v1: 2 × 512 steps, damping 1e-3, values by minibatches of 512, 20 times each row. */
export const cartPoleZoo = {
  description: 'CartPole-v1 at 100,000 steps, rl-baselines3-zoo',
  sources: [ZOO],
  run: { environments: 2 },
  changes: () => ({
    returns: generalisedAdvantages({ discount: 0.99, lambda: 0.98 }),
    data: whole(512),
    optimiser: step({ damping: 1e-3 }),
    schedule: schedule(1024, 512, 20),
  }),
};

/** The zoo's trpo.yml, Pendulum-v1, without its state-dependent exploration: 2 × 1024 steps, γ = .9. */
export const pendulumZoo = {
  description: 'Pendulum-v1 at 100,000 steps, rl-baselines3-zoo without state-dependent exploration',
  sources: [ZOO],
  run: { environments: 2 },
  changes: () => ({
    returns: generalisedAdvantages({ discount: 0.9, lambda: 0.95 }),
    data: whole(1024),
    schedule: schedule(2048, 128, 15),
  }),
};

/** The zoo's trpo.yml for MuJoCo: 2 × 1024 steps, observations and rewards normalised, 25 steps of conjugate gradients. */
const mujoco = (description: string, bound: number, discount: number) => ({
  description: `${description} at 1,000,000 steps, rl-baselines3-zoo`,
  sources: [ZOO],
  run: { environments: 2 },
  changes: () => ({
    normaliser: runningStatistics({ discount }),
    returns: generalisedAdvantages({ discount, lambda: 0.95 }),
    trustRegion: averageKl({ bound }),
    data: whole(1024),
    optimiser: step({ iterations: 25 }),
    schedule: schedule(2048, 128, 20),
  }),
});

/** δ = .04 */
export const halfCheetahZoo = mujoco('HalfCheetah-v5', 0.04, 0.99);
/** γ = .9999 */
export const swimmerZoo = mujoco('Swimmer-v5', 0.01, 0.9999);
