import { box, defineEnvironment, matrix, observationSpace } from '@vem/framework';
import { z } from 'zod';

/**
 * `LQR`. Scalar linear dynamics with quadratic cost: s ← A s + B a + N(0, W), reward −½ (Q s² + R a²) at the state that
 * the action is taken in. Without bounds on the action, values are quadratic and the soft-optimal policy is
 * N(−K s, α / H); wide bounds keep the learned problem close to that one.
 */
export const lqr = defineEnvironment({
  id: 'LQR',
  description: 'Hold a noisy linear system at the origin at quadratic cost',
  source: 'Analytic problem; value, gain and action variance follow from a Riccati equation',
  config: z.strictObject({
    stateGain: z.number().default(1).describe('A'),
    actionGain: z.number().default(1).describe('B'),
    stateCost: z.number().nonnegative().default(1).describe('Q'),
    actionCost: z.number().nonnegative().default(0.1).describe('R'),
    noiseVariance: z.number().nonnegative().default(0.01).describe('W, variance of the process noise'),
    bound: z.number().positive().default(4).describe('actions lie in [−bound, bound]'),
    startMean: z.number().default(0).describe('mean of the start state'),
    startDeviation: z
      .number()
      .nonnegative()
      .default(1)
      .describe('standard deviation of the start state, 0: always the mean'),
    timeLimit: z.int().positive().nullable().default(50).describe('steps until truncation; null: one endless episode'),
  }),
  observation: observationSpace({ state: 1 }),
  action: ({ bound }) => box({ low: [-bound], high: [bound] }),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  model: (options) => ({
    linear: () => ({
      stateGain: matrix(1, 1, [options.stateGain]),
      actionGain: matrix(1, 1, [options.actionGain]),
      noiseCovariance: matrix(1, 1, [options.noiseVariance]),
      stateCost: matrix(1, 1, [options.stateCost]),
      actionCost: matrix(1, 1, [options.actionCost]),
      startMean: Float64Array.of(options.startMean),
      startCovariance: matrix(1, 1, [options.startDeviation ** 2]),
    }),
  }),
  create: ({ stateGain, actionGain, stateCost, actionCost, noiseVariance, startMean, startDeviation }) => {
    const noise = Math.sqrt(noiseVariance);
    return {
      stateSize: 1,
      reset(state, stream) {
        state[0] = startMean + startDeviation * stream.normal();
      },
      step(state, action, outcome, stream) {
        outcome.reward = -0.5 * (stateCost * state[0] ** 2 + actionCost * action[0] ** 2);
        state[0] = stateGain * state[0] + actionGain * action[0] + noise * stream.normal();
      },
      observe(state, observation) {
        observation[0] = state[0];
      },
    };
  },
});
