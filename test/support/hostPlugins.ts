import * as tf from '@tensorflow/tfjs-core';
import type { TabularModel } from '@vem/envs';
import {
  actionWidth,
  type BootstrapHost,
  constant,
  definePlugin,
  type HostContext,
  Tokens,
  type TransitionTables,
  uniformDensity,
  uniformLogDensity,
} from '@vem/framework';
import { z } from 'zod';

const nothing = z.strictObject({});

/** A model written out, as the host's tables. */
export function tablesOf({ states, actions, transition, reward, terminal }: TabularModel): TransitionTables {
  return {
    states,
    actions,
    transition_SAS: Float64Array.from(transition.flat(2)),
    reward_SAS: Float64Array.from(reward.flat(2)),
    terminal_S: Uint8Array.from(terminal, Number),
  };
}

/** A model that is known exactly, on the host. */
export const knownModel = (model: TabularModel) =>
  definePlugin({
    slot: 'model',
    name: 'known-model',
    description: 'Given tables',
    config: nothing,
    provides: ['host'],
    inject: [],
    create: () => ({
      program: () => ({ loss: () => ({ losses: [] }) }),
      host: () => ({ tables: () => tablesOf(model) }),
    }),
  })();

/** The normalised uniform prior over finitely many actions, also on the host. */
export const hostUniform = definePlugin({
  slot: 'prior',
  name: 'host-uniform',
  description: 'The same probability for all actions',
  config: nothing,
  provides: ['density', 'sample', 'enumerate', 'host', 'space:finite'],
  requires: ['environment.finite'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    program: (step) => ({
      at: (observation_BO) => uniformDensity(action, 'normalised', observation_BO.shape[0]!, step.noise),
    }),
    host: () => ({
      logProb: (states) => new Float64Array(states * actionWidth(action)).fill(uniformLogDensity(action, 'normalised')),
    }),
  }),
});

/** A constant temperature, also on the host. */
export const hostTemperature = definePlugin({
  slot: 'temperature',
  name: 'host-fixed',
  description: 'A constant temperature',
  config: z.strictObject({ alpha: z.number().positive().describe('α in reward units') }),
  provides: ['host'],
  inject: [],
  create: ({ alpha }) => ({
    program: () => ({ alpha: () => tf.scalar(alpha), loss: () => ({ losses: [] }) }),
    host: () => ({ alpha: () => alpha }),
  }),
});

/** V = α log Σ p e^{Q/α} in float64. */
function softMaximum({ model, prior, temperature }: HostContext): BootstrapHost {
  return {
    value(q_SA) {
      const { states, actions } = model.tables();
      const [logProb_SA, alpha] = [prior.logProb(states), temperature.alpha()];
      return Float64Array.from({ length: states }, (_, s) => {
        const terms = Array.from(
          { length: actions },
          (_, a) => logProb_SA[s * actions + a] + q_SA[s * actions + a] / alpha,
        );
        const largest = Math.max(...terms);
        return alpha * (largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0)));
      });
    },
  };
}

/** The soft maximum over next actions, on the host only. */
export const hostSoftMaximum = definePlugin({
  slot: 'bootstrap',
  name: 'host-soft-maximum',
  description: 'Soft values on tables',
  config: z.strictObject({}),
  provides: ['host'],
  requires: ['model.host', 'prior.host', 'temperature.host'],
  inject: [],
  create: () => ({
    program: () => ({ value: () => tf.zeros([1]) }),
    host: (context) => softMaximum(context),
  }),
});

/** Q on a table, iterated to convergence on the host whenever its phase comes. */
export const solvedTable = definePlugin({
  slot: 'valueEstimator',
  name: 'solved-table',
  description: 'Value iteration to convergence',
  config: z.strictObject({
    tolerance: z
      .number()
      .positive()
      .default(1e-12)
      .describe('largest change of a value in the last sweep, in reward units'),
  }),
  provides: ['qAll', 'host'],
  requires: ['environment.finite', 'bootstrap.host', 'returns.host', 'model.host'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ tolerance }, observation, action, parameters) => {
    const [states, actions] = [observation.size, actionWidth(action)];
    let value_S = new Float64Array(states);
    let q_SA = new Float64Array(states * actions);
    parameters.group('valueEstimator', { trained: false }).declare('q', [states, actions], constant(0));
    return {
      program: (step) => ({
        qAll: (observation_BO) => tf.matMul(observation_BO, step.parameters('valueEstimator').q),
        loss: () => ({ losses: [] }),
      }),
      host: () => ({ values: () => q_SA }),
      solve: (host) => {
        for (let sweeps = 1; ; sweeps++) {
          const next_SA = host.returns.backup(value_S);
          const next_S = host.bootstrap.value(next_SA);
          const change = next_S.reduce((largest, value, s) => Math.max(largest, Math.abs(value - value_S[s])), 0);
          [value_S, q_SA] = [Float64Array.from(next_S), Float64Array.from(next_SA)];
          if (change > tolerance) continue;
          host.parameters('valueEstimator').q.set(q_SA);
          return { metrics: { sweeps, value: value_S[0] } };
        }
      },
      state: () => ({ value: value_S, q: q_SA }),
      restore: ({ value, q }) => {
        if (value instanceof Float64Array && q instanceof Float64Array)
          [value_S, q_SA] = [Float64Array.from(value), Float64Array.from(q)];
      },
    };
  },
});
