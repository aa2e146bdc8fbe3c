// Skeleton: proof on types, nothing runs. Exact inference by message passing: Levine 2018, arXiv:1805.00909, section 2.3.
//
// Backward messages on a known model, in float64 on the host, T steps deep; the table that they leave is read by programs. Time
// is a part of the observation. Where dynamics are inferred, chance is too (section 2.3): those are returns of their own. Else
// it stays as it is (section 3), which the usual returns say. Schedule: [value on the host], once → [eStep]. Carries: messages
// [T·S, A] as parameters.
import * as tf from '@tensorflow/tfjs-core';
import { chain, chainModel } from '@vem/envs';
import {
  actionWidth,
  compose,
  constant,
  defineEnvironment,
  definePlugin,
  enumerationOf,
  environmentPlugin,
  finite,
  observationSpace,
  softMaximum,
  Tokens,
  uniformDensity,
} from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical } from '@vem/posteriors';
import { uniform, viewOf } from '@vem/priors';
import { offPolicy, replay, samplePosterior, sgd } from '@vem/training';
import { logSumExp, nStep, oneStep } from '@vem/values';
import { z } from 'zod';

const T = 5;
const STATES = 3;
const walk = chain.definition.blueprint(chain.definition.parse({ states: STATES, timeLimit: null }));

const timedChain = environmentPlugin(
  defineEnvironment({
    id: 'TimedChain',
    description: 'A chain that tells the time',
    source: 'skeleton',
    config: z.strictObject({}),
    observation: observationSpace({ time: T, state: STATES }),
    action: finite(2),
    timeLimit: T,
    create: () => {
      const { stateSize, reset, step, observe } = walk.dynamics();
      const place = (state: Float64Array) => state.subarray(1);
      return {
        stateSize: stateSize + 1,
        reset: (state, stream) => reset(place(state), stream),
        step: (state, action, outcome, stream) => {
          step(place(state), action, outcome, stream);
          state[0] += 1;
        },
        observe: (state, observation) => {
          for (let t = 0; t < T; t++) observation[t] = t === state[0] ? 1 : 0;
          observe(place(state), observation.subarray(T));
        },
      };
    },
  }),
);

const writtenOut = definePlugin({
  slot: 'model',
  name: 'written-out',
  description: 'All transitions, known',
  config: z.strictObject({}),
  provides: ['host'],
  inject: [],
  create: () => {
    const { states, actions, transition, reward, terminal } = chainModel({ states: STATES });
    const tables = {
      states,
      actions,
      transition_SAS: Float64Array.from(transition.flat(2)),
      reward_SAS: Float64Array.from(reward.flat(2)),
      terminal_S: Uint8Array.from(terminal, Number),
    };
    return { program: () => ({ loss: () => ({ losses: [] }) }), host: () => ({ tables: () => tables }) };
  },
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

/** log Σ eˣ */
function logSum(x: readonly number[]): number {
  const largest = Math.max(...x);
  return Number.isFinite(largest)
    ? largest + Math.log(x.reduce((sum, term) => sum + Math.exp(term - largest), 0))
    : largest;
}

/** V = α log Σ_a p e^{Q/α}: the message from actions to their state, arXiv:1805.00909, eq. 7. */
const messages = definePlugin({
  slot: 'bootstrap',
  name: 'messages',
  description: 'A state is worth the soft maximum over its actions, in programs and on the host',
  config: z.strictObject({}),
  provides: ['host'],
  requires: ['prior.enumerate', 'prior.host', 'temperature.host', 'valueEstimator.qAll'],
  inject: [],
  create: () => ({
    program: (step) => ({
      value: (observation_BO) => {
        const q_BA = step.valueEstimator.qAll(observation_BO, 'online', 'target');
        const prior_BA = enumerationOf(step.prior.at(observation_BO, 'target'));
        return softMaximum(q_BA, prior_BA, step.temperature.alpha(), -1);
      },
    }),
    host: ({ model, prior, temperature }) => ({
      value: (q_SA) => {
        const { states, actions } = model.tables();
        const alpha = temperature.alpha();
        const tempered = prior.logProb(states).map((logProb, pair) => logProb + q_SA[pair] / alpha);
        const of = (s: number) => alpha * logSum([...tempered.subarray(s * actions, (s + 1) * actions)]);
        return Float64Array.from({ length: states }, (_, s) => of(s));
      },
    }),
  }),
});

/** Q = α log Σ_{s′} P e^{(r + V′)/α}, as if chance were on our side: arXiv:1805.00909, eq. 8. */
const inferredDynamics = definePlugin({
  slot: 'returns',
  name: 'inferred-dynamics',
  description: 'Backups of log-messages through chance that is inferred too',
  config: z.strictObject({}),
  provides: ['host'],
  requires: ['model.host', 'temperature.host'],
  inject: [],
  create: () => ({
    // Of a single transition, chance has nothing to choose from.
    program: ({ batch, bootstrap, likelihood }) => ({
      target: () => {
        const future_B = tf.mul(tf.sub(1, batch.terminated_B), bootstrap.value(batch.nextObservation_BO));
        return tf.add(likelihood.reward(batch), future_B);
      },
    }),
    host: ({ model, temperature }) => ({
      backup: (value_S) => {
        const { states, actions, transition_SAS, reward_SAS, terminal_S } = model.tables();
        const alpha = temperature.alpha();
        const message = (pair: number, next: number) => {
          const worth = reward_SAS[pair * states + next] + (terminal_S[next] ? 0 : value_S[next]);
          return Math.log(transition_SAS[pair * states + next]) + worth / alpha;
        };
        const of = (pair: number) => alpha * logSum(Array.from(value_S, (_, next) => message(pair, next)));
        return Float64Array.from({ length: states * actions }, (_, pair) => of(pair));
      },
    }),
  }),
});

/** Q_t [T·S, A] from the last step backwards; programs read it by the observed time and state, both one-hot. */
const backward = definePlugin({
  slot: 'valueEstimator',
  name: 'backward',
  description: 'One sweep from the end to the beginning',
  config: z.strictObject({}),
  provides: ['qAll'],
  requires: ['environment.finite', 'returns.host', 'bootstrap.host', 'model.host'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (_options, observation, action, parameters) => {
    const [time, state] = ['time', 'state'].map((part) => viewOf(observation, [part]));
    const group = parameters.group('valueEstimator', { trained: false });
    group.declare('q', [time.size * state.size, actionWidth(action)], constant(0));
    return {
      program: (step) => ({
        qAll: (observation_BO) => {
          const pair_BTS = tf.mul(
            tf.expandDims(time.of(observation_BO), 2),
            tf.expandDims(state.of(observation_BO), 1),
          );
          return tf.matMul(tf.reshape(pair_BTS, [-1, time.size * state.size]), step.parameters('valueEstimator').q);
        },
        loss: () => ({ losses: [] }),
      }),
      solve: ({ bootstrap, model, parameters: own, returns }) => {
        const { states, actions } = model.tables();
        const table = own('valueEstimator').q;
        let value_S: Float64Array = new Float64Array(states);
        for (let t = time.size - 1; t >= 0; t--) {
          const q_SA = returns.backup(value_S);
          table.set(q_SA, t * states * actions);
          value_S = bootstrap.value(q_SA);
        }
        return { metrics: { value: value_S[0] } };
      },
    };
  },
});

const slots = () => ({
  environment: timedChain(),
  prior: hostUniform(),
  posterior: exactCategorical(),
  likelihood: optimality(),
  valueEstimator: backward(),
  bootstrap: messages(),
  returns: oneStep({ discount: 1 }),
  temperature: hostTemperature({ alpha: 0.5 }),
  model: writtenOut(),
  behaviour: samplePosterior({ warmUpSteps: 0 }),
  data: replay({ capacity: 1, batchSize: 1, startAfter: 0 }),
  optimiser: sgd(),
  schedule: offPolicy({ steps: [{ phases: ['value'], once: true }, ['eStep']] }),
});

compose(slots(), { seed: 1 });
compose({ ...slots(), returns: inferredDynamics() }, { seed: 1 });

// @ts-expect-error messages are numbers on the host, this prior's are tensors only
compose({ ...slots(), prior: uniform() }, { seed: 1 });
// @ts-expect-error and so are these soft maxima
compose({ ...slots(), bootstrap: logSumExp() }, { seed: 1 });
// @ts-expect-error and these returns
compose({ ...slots(), returns: nStep({ discount: 1 }) }, { seed: 1 });
const { model: _known, ...unknown } = slots();
// @ts-expect-error there is nothing to pass messages along
compose(unknown, { seed: 1 });
