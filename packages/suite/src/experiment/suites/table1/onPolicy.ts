import type { TableRow } from './row.js';

/** Rows that learn from what the present policy did, with settings that were published for the task where there are any. */
export const ON_POLICY: readonly TableRow[] = [
  {
    preset: 'ppo',
    reference: 'cartPole',
    on: {
      cartPole: { steps: 100_000, preset: 'ppo:cartpole-zoo' },
      pendulum: { steps: 100_000, preset: 'ppo:pendulum-zoo' },
    },
  },
  {
    preset: 'trpo',
    reference: 'cartPole',
    on: {
      cartPole: { steps: 100_000, preset: 'trpo:cartpole-zoo' },
      pendulum: { steps: 100_000, preset: 'trpo:pendulum-zoo' },
    },
  },
  { preset: 'natural-pg', reference: 'cartPole', on: { cartPole: { steps: 100_000, preset: 'natural-pg:cartpole' } } },
  { preset: 'bayesian-pg', reference: 'cartPole', on: { cartPole: { steps: 100_000 } } },
  { preset: 'a2c', reference: 'cartPole', on: { cartPole: { steps: 100_000, preset: 'a2c:cartpole-zoo' } } },
  {
    preset: 'vmpo',
    reference: 'cartPole',
    on: {
      cartPole: { steps: 200_000, preset: 'vmpo:cartpole' },
      pendulum: { steps: 200_000, preset: 'vmpo:pendulum' },
    },
  },
  // Whole episodes, so that REINFORCE and its kin need more of them than rows that bootstrap.
  { preset: 'maxent-pg', reference: 'cartPole', on: { cartPole: { steps: 200_000 } } },
  { preset: 'reinforce-svi', reference: 'cartPole', on: { cartPole: { steps: 200_000 } } },
  { preset: 'actor-critic-svi', reference: 'cartPole', on: { cartPole: { steps: 15_000 } } },
  { preset: 'erpg', reference: 'cartPole', on: { cartPole: { steps: 200_000 } } },
  // A buffer that fills once, and a critic and an actor that are fitted to it many times.
  {
    preset: 'awr',
    reference: 'cartPole',
    on: {
      cartPole: { steps: 40_960, preset: 'awr:cartpole' },
      pendulum: { steps: 61_440, preset: 'awr:pendulum' },
    },
  },
  { preset: 'rwr', reference: 'cartPole', on: { cartPole: { steps: 40_960 } } },
  { preset: 'reps', reference: 'cartPole', on: { cartPole: { steps: 40_960 } } },
];
