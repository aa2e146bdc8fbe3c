import type * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  categoricalDensity,
  definePlugin,
  horizonOf,
  horizonOption,
  ObservedTable,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { HostPolicy } from './hostPolicy.js';

const GROUP = 'posterior';
const TABLE = 'logits';

const config = z.strictObject({
  horizon: horizonOption,
  tolerance: z
    .number()
    .positive()
    .default(1e-12)
    .describe('an E-step that moves no probability by more than this says that policy iteration has converged'),
  forward: z
    .int()
    .nonnegative()
    .default(0)
    .describe(
      'steps of the forward pass of each E-step, which gives the marginals of states and actions; 0: none. Memory grows with it: so many times the table',
    ),
});

/**
 * π ∝ p exp(Q/α) of every state, written into a table by the host: the exact E-step, and policy improvement where Q is that
 * of the policy itself. Forward messages give the marginals p(s_t, a_t | O), through chance as the returns take it: Levine
 * 2018, arXiv:1805.00909, sections 2.2 and 3.
 */
export const tablePolicy = definePlugin({
  slot: 'posterior',
  name: 'table-policy',
  description: 'Each action in proportion to prior · exp(Q/α) in every state, as a table on the host',
  source: {
    title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
    arxiv: '1805.00909',
    where: 'section 2.2',
  },
  config,
  provides: ['sample', 'logProb', 'mode', 'enumerate', 'host', 'space:finite'],
  requires: [
    'environment.finite',
    'environment.tables',
    'prior.host',
    'temperature.host',
    'valueEstimator.host',
    'returns.host',
    'model.host',
  ],
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ horizon: asked, tolerance, forward }, environment, observation, action, parameters) => {
    const horizon = horizonOf(asked, environment);
    const actions = actionWidth(action);
    const seen = new ObservedTable(
      parameters.group(GROUP, { trained: false }),
      { name: TABLE, columns: actions, horizon, initial: -Math.log(actions) },
      environment,
      observation,
    );
    const policy = new HostPolicy(environment, actions, horizon, forward);
    return {
      program: (step) => {
        const infer = (observation_BO: tf.Tensor) =>
          categoricalDensity(seen.at(step.parameters(GROUP), observation_BO), step.noise);
        return { infer, loss: () => ({ losses: [], belief: infer(step.batch.observation_BO) }) };
      },
      host: () => policy,
      solve: (context) => {
        const { change, ...metrics } = policy.improve(context);
        const own = context.parameters(GROUP);
        for (let t = 0; t < (horizon ?? 1); t++) seen.write(own, t, policy.logProb(t));
        return { metrics: { ...metrics, change }, stop: change <= tolerance };
      },
      state: () => policy.state(),
      restore: (state) => policy.restore(state),
    };
  },
});
