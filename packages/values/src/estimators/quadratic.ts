import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, constant, definePlugin, horizonOf, horizonOption, ObservedSteps, Tokens } from '@vem/framework';
import { z } from 'zod';
import { HostQuadratic } from './hostQuadratic.js';
import { GROUP } from './regression.js';

const config = z.strictObject({
  horizon: horizonOption,
  tolerance: z
    .number()
    .positive()
    .default(1e-13)
    .describe('without a horizon: the recursion ends when no entry of P moved by more than this share of the largest'),
  maxSteps: z.int().positive().default(100_000).describe('largest number of steps of the recursion without a horizon'),
});

/**
 * Values of a linear system with Gaussian noise and quadratic cost, by the Riccati recursion in float64: quadratic functions
 * of states and actions, of actions without bounds. With a horizon each step has its own: backward messages of a
 * linear-Gaussian chain, Levine 2018, arXiv:1805.00909, section 2.2. Programs read a copy.
 */
export const quadratic = definePlugin({
  slot: 'valueEstimator',
  name: 'quadratic',
  description: 'Quadratic values of a known linear system, by the Riccati recursion',
  source: { title: 'Anderson and Moore 1990, Optimal Control: Linear Quadratic Methods', where: 'section 2.4' },
  config,
  provides: ['q', 'v', 'actionGradient', 'linear'],
  requires: [
    'environment.box',
    'environment.linear',
    'prior.linear',
    'bootstrap.linear',
    'returns.linear',
    'temperature.host',
    'model.linear',
  ],
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ horizon: asked, tolerance, maxSteps }, environment, observation, action, parameters) => {
    const horizon = horizonOf(asked, environment);
    const steps = horizon ?? 1;
    const seen = new ObservedSteps(observation, steps);
    const [states, actions] = [seen.width, actionWidth(action)];
    const both = states + actions;
    parameters
      .group(GROUP, { trained: false })
      .declare('joint', [steps, both * both], constant(0))
      .declare('jointConstant', [steps, 1], constant(0))
      .declare('state', [steps, states * states], constant(0))
      .declare('stateConstant', [steps, 1], constant(0));
    const host = new HostQuadratic(environment.id, states, actions, horizon);
    /** [S, B], c − ½ xᵀ M x. @param x_SBX - [S, B, X] */
    const form = (x_SBX: tf.Tensor, matrix_BXX: tf.Tensor, constant_B1: tf.Tensor) => {
      const [, rows, size] = x_SBX.shape as [number, number, number];
      const forms_BXX = tf.reshape(matrix_BXX, [1, rows, size, size]);
      const bent_SBX = tf.sum(tf.mul(forms_BXX, tf.expandDims(x_SBX, 2)), -1);
      return tf.sub(tf.reshape(constant_B1, [1, rows]), tf.mul(0.5, tf.sum(tf.mul(bent_SBX, x_SBX), -1)));
    };
    return {
      program: (step) => ({
        q: (observation_BO, { action_SBA }) => {
          const own = step.parameters(GROUP);
          const state_BS = seen.state(observation_BO);
          const state_SBS = tf.tile(tf.expandDims(state_BS, 0), [action_SBA.shape[0]!, 1, 1]);
          const at = (name: string) => seen.row(observation_BO, own[name]);
          return form(tf.concat([state_SBS, action_SBA], 2), at('joint'), at('jointConstant'));
        },
        v: (observation_BO) => {
          const own = step.parameters(GROUP);
          const at = (name: string) => seen.row(observation_BO, own[name]);
          const state_SBS = tf.expandDims(seen.state(observation_BO), 0);
          return tf.squeeze<tf.Tensor>(form(state_SBS, at('state'), at('stateConstant')), [0]);
        },
        loss: () => ({ losses: [] }),
      }),
      host: () => host,
      solve: (context) => {
        const { settled, ...metrics } = host.recur(context, tolerance, maxSteps);
        host.write(context.parameters(GROUP));
        return { metrics: { ...metrics, value: host.startValue(context.model.linear!()) }, stop: settled };
      },
      state: () => host.state(),
      restore: (state) => host.restore(state),
    };
  },
});
