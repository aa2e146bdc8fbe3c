// Skeleton: proof on types, nothing runs. Exact inference by message passing: Levine 2018, arXiv:1805.00909, section 2.3.
//
// Backward messages on a known model, in float64 on the host, T steps deep; the table that they leave is read by programs. Time
// is a part of the observation. Where dynamics are inferred, chance is too (section 2.3); else it stays as it is (section 3).
// Schedule: [evaluate on the host] → [eStep]. Carries: messages [T, S, A], also in checkpoints.
import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  compose,
  constant,
  type Dynamics,
  defineEnvironment,
  definePlugin,
  environmentPlugin,
  finite,
  observationSpace,
  Tokens,
  type TransitionTables,
  uniformDensity,
} from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { offPolicy, replay, samplePosterior, sgd } from '@vem/training';
import { logSumExp } from '@vem/values';
import { z } from 'zod';
import { body } from './body.js';

const T = 5;

const timedChain = environmentPlugin(
  defineEnvironment({
    id: 'TimedChain',
    description: 'A chain that tells the time',
    source: 'skeleton',
    config: z.strictObject({}),
    observation: observationSpace({ state: 3, time: T }),
    action: finite(2),
    timeLimit: T,
    create: () => body<Dynamics<'finite'>>(),
  }),
);

const writtenOut = definePlugin({
  slot: 'model',
  name: 'written-out',
  description: 'All transitions, known',
  config: z.strictObject({}),
  provides: ['host'],
  inject: [],
  create: () => ({
    program: () => ({ loss: () => ({ losses: [] }) }),
    host: () => ({ tables: () => body<TransitionTables>() }),
  }),
});

const hostUniform = definePlugin({
  slot: 'prior',
  name: 'host-uniform',
  description: 'Every action alike, in programs and on the host',
  config: z.strictObject({}),
  provides: ['density', 'sample', 'enumerate', 'host', 'space:finite'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    program: (step) => ({
      at: (observation_BO) => uniformDensity(action, 'normalised', observation_BO.shape[0]!, step.noise),
    }),
    host: () => ({
      logProb: (states) => new Float64Array(states * actionWidth(action)).fill(-Math.log(actionWidth(action))),
    }),
  }),
});

const hostTemperature = definePlugin({
  slot: 'temperature',
  name: 'host-fixed',
  description: 'A constant, in programs and on the host',
  config: z.strictObject({ alpha: z.number().positive().describe('in reward units') }),
  provides: ['host'],
  inject: [],
  create: ({ alpha }) => ({
    program: () => ({ alpha: () => tf.scalar(alpha), loss: () => ({ losses: [] }) }),
    host: () => ({ alpha: () => alpha }),
  }),
});

/** Messages between neighbours in time. */
const messages = definePlugin({
  slot: 'bootstrap',
  name: 'messages',
  description: 'Backups of log-messages, with given or with inferred dynamics',
  config: z.strictObject({
    dynamics: z
      .enum(['given', 'inferred'])
      .default('given')
      .describe('E V′ as chance will have it, or α log E e^{V′/α}, as if chance were on our side'),
  }),
  provides: ['host'],
  requires: ['model.host', 'prior.host', 'temperature.host'],
  inject: [],
  create: ({ dynamics }) => ({
    program: (step) => ({ target: () => step.batch.reward_B }),
    host: ({ model, prior, temperature }) => ({
      backup: (value_S) => body(model.tables(), value_S, dynamics, temperature.alpha()),
      value: (q_SA) => body(prior.logProb(model.tables().states), q_SA, temperature.alpha()),
    }),
  }),
});

/** Q_t [T, S, A] from the last step backwards; programs read it by the observed state and time. */
const backward = definePlugin({
  slot: 'valueEstimator',
  name: 'backward',
  description: 'One sweep from the end to the beginning',
  config: z.strictObject({ steps: z.int().positive().describe('T, environment steps') }),
  provides: ['qAll', 'host'],
  requires: ['environment.finite', 'bootstrap.host', 'model.host'],
  inject: [Tokens.action, Tokens.parameters],
  create: ({ steps }, action, parameters) => {
    const group = parameters.group('valueEstimator', { trained: false });
    group.declare('q', [steps, body<number>(), actionWidth(action)], constant(0));
    let q_SA = new Float64Array();
    return {
      program: (step) => ({
        qAll: (observation_BO) => body(observation_BO, step.parameters('valueEstimator').q),
        loss: () => ({ losses: [] }),
      }),
      host: () => ({ values: () => q_SA }),
      solve: (host) => {
        const { states, actions } = host.model.tables();
        const table = host.parameters('valueEstimator').q;
        let value_S = new Float64Array(states);
        for (let t = steps - 1; t >= 0; t--) {
          q_SA = Float64Array.from(host.bootstrap.backup(value_S));
          value_S = Float64Array.from(host.bootstrap.value(q_SA));
          table.set(q_SA, t * states * actions);
        }
        return { metrics: { value: value_S[0] } };
      },
      state: () => ({ q: q_SA }),
      restore: ({ q }) => body(q),
    };
  },
});

const slots = () => ({
  environment: timedChain(),
  prior: hostUniform(),
  posterior: exactCategorical(),
  likelihood: optimality(),
  valueEstimator: backward({ steps: T }),
  bootstrap: messages(),
  temperature: hostTemperature({ alpha: 0.5 }),
  model: writtenOut(),
  behaviour: samplePosterior({ warmUpSteps: 0 }),
  data: replay({ capacity: 1, batchSize: 1, startAfter: 0 }),
  optimiser: sgd(),
  schedule: offPolicy({ steps: [['evaluate'], ['eStep']] }),
});

compose(slots(), { seed: 1 });
compose({ ...slots(), bootstrap: messages({ dynamics: 'inferred' }) }, { seed: 1 });

// @ts-expect-error messages are numbers on the host, this prior's are tensors only
compose({ ...slots(), prior: uniform() }, { seed: 1 });
// @ts-expect-error and so are these backups
compose({ ...slots(), bootstrap: logSumExp() }, { seed: 1 });
const { model: _known, ...unknown } = slots();
// @ts-expect-error there is nothing to pass messages along
compose(unknown, { seed: 1 });
