import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  constant,
  definePlugin,
  gaussianDensity,
  horizonOf,
  horizonOption,
  modelNotDeclared,
  ObservedSteps,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { HostLinearPolicy } from './hostLinearPolicy.js';

const GROUP = 'posterior';

const config = z.strictObject({
  horizon: horizonOption,
  tolerance: z
    .number()
    .positive()
    .default(1e-12)
    .describe('an E-step that moves no entry by more says that it has converged'),
});

/**
 * π ∝ p exp(Q/α) for the quadratic values of a linear system: N(−K s, Σ), found on the host. Programs, whose Gaussians are
 * diagonal, read K and, of each dimension of the action, its variance given the others, 1/(Σ⁻¹)_ii: the diagonal Gaussian
 * that is closest in KL(· ‖ π); with one dimension, or uncoupled ones, π itself. Actions beyond the bounds are clipped.
 */
export const linearGaussian = definePlugin({
  slot: 'posterior',
  name: 'linear-gaussian',
  description: 'The Gaussian ∝ prior · exp(Q/α) of a known linear system, with its mean linear in the state',
  source: {
    title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
    arxiv: '1805.00909',
    where: 'section 2.2',
  },
  config,
  provides: ['sample', 'logProb', 'mode', 'gaussian', 'linear', 'space:u', 'space:box'],
  requires: [
    'environment.box',
    'environment.linear',
    'prior.linear',
    'bootstrap.linear',
    'returns.linear',
    'valueEstimator.linear',
    'temperature.host',
    'model.linear',
  ],
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ horizon: asked, tolerance }, environment, observation, action, parameters) => {
    const horizon = horizonOf(asked, environment);
    const steps = horizon ?? 1;
    const seen = new ObservedSteps(observation, steps);
    const [states, actions] = [seen.width, actionWidth(action)];
    parameters
      .group(GROUP, { trained: false })
      .declare('gain', [steps, actions * states], constant(0))
      .declare('logStd', [steps, actions], constant(0));
    const policy = new HostLinearPolicy(states, actions, horizon);
    return {
      program: (step) => {
        const infer = (observation_BO: tf.Tensor) => {
          const own = step.parameters(GROUP);
          const rows = observation_BO.shape[0]!;
          const gain_BAS = tf.reshape(seen.row(observation_BO, own.gain), [rows, actions, states]);
          const state_B1S = tf.expandDims(seen.state(observation_BO), 1);
          const mean_BA = tf.neg(tf.sum(tf.mul(gain_BAS, state_B1S), -1));
          return gaussianDensity({ mean_BA, logStd_BA: seen.row(observation_BO, own.logStd) }, 'identity', step.noise);
        };
        return { infer, loss: () => ({ losses: [], belief: infer(step.batch.observation_BO) }) };
      },
      host: (context) => ({
        horizon,
        logProb: () => {
          throw modelNotDeclared(environment.id, 'tables');
        },
        gaussian: {
          policy: (t) => policy.at(t),
          marginals: (count) => policy.marginals(context, count),
        },
      }),
      solve: (context) => {
        const { change, ...metrics } = policy.improve(context);
        policy.write(context.parameters(GROUP));
        return { metrics: { ...metrics, change }, stop: change <= tolerance };
      },
      state: () => policy.state(),
      restore: (state) => policy.restore(state),
    };
  },
});
