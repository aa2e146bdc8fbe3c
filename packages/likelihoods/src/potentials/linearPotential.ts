import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  definePlugin,
  type EnvironmentModel,
  ObservedSteps,
  type ParameterGroup,
  Tokens,
  zeros,
} from '@vem/framework';
import { z } from 'zod';
import { LearnedReward } from './learnedReward.js';
import { LEARNED_REWARD_REQUIRES, learnedRewardOptions } from './options.js';
import { GROUP, type Potential } from './potential.js';
import * as errors from './potentialErrors.js';

const NAME = 'linear-potential';
const WEIGHTS = 'weights';

const config = z.strictObject({
  features: z
    .union([z.enum(['state', 'stateAction']), z.array(z.array(z.number()).min(1)).min(1)])
    .default('stateAction')
    .describe(
      'f(s, a), of which r = wᵀf. `state`: what is observed of the state; `stateAction`: the same, with weights of its own for each action; or a table [S·A][K] of numbers for each pair, state by state, of states that are observed one-hot',
    ),
  ...learnedRewardOptions,
});

/** w for what is observed of a state, one column for all actions or one for each. */
function overObservations(group: ParameterGroup, width: number, columns: number, actions: number): Potential {
  group.declare(WEIGHTS, [width, columns], zeros);
  return {
    program: (parameters, state_BO) => {
      const value_BX = tf.matMul(state_BO, parameters[WEIGHTS]);
      return columns === actions ? value_BX : tf.tile(value_BX, [1, actions]);
    },
    host: (parameters, state_SO) => {
      const weights = parameters[WEIGHTS];
      const states = state_SO.length / width;
      const reward_SA = new Float64Array(states * actions);
      for (let s = 0; s < states; s++)
        for (let o = 0; o < width; o++) {
          const value = state_SO[s * width + o];
          if (value === 0) continue;
          for (let a = 0; a < actions; a++)
            reward_SA[s * actions + a] += value * weights[o * columns + (columns === 1 ? 0 : a)];
        }
      return reward_SA;
    },
  };
}

/** w for a table of features. @throws VEM_POTENTIAL_FEATURES */
function overTable(
  group: ParameterGroup,
  { tables }: EnvironmentModel,
  width: number,
  actions: number,
  features_PK: readonly (readonly number[])[],
): Potential {
  const states = tables?.states ?? 0;
  const count = features_PK[0].length;
  const odd = features_PK.find((row) => row.length !== count);
  if (features_PK.length !== states * actions || odd)
    throw errors.featuresInvalid(
      NAME,
      states,
      actions,
      odd ? `rows of ${count} and of ${odd.length} numbers` : `${features_PK.length} rows`,
    );
  if (width !== states)
    throw errors.featuresInvalid(NAME, states, actions, `states that are observed by ${width} numbers`);
  const flat_PK = Float32Array.from(features_PK.flat());
  group.declare(WEIGHTS, [count], zeros);
  return {
    program: (parameters, state_BO) => {
      const table_PK = tf.tensor2d(flat_PK, [states * actions, count]);
      const reward_P = tf.sum(tf.mul(table_PK, parameters[WEIGHTS]), -1);
      return tf.matMul(state_BO, tf.reshape(reward_P, [states, actions]));
    },
    host: (parameters) => {
      const weights = parameters[WEIGHTS];
      return Float64Array.from(features_PK, (row) => row.reduce((sum, f, k) => sum + f * weights[k], 0));
    },
  };
}

/** r_w = wᵀf(s, a): the likelihood of demonstrations is concave in w. */
export const linearPotential = definePlugin({
  slot: 'likelihood',
  name: NAME,
  description: 'exp(r/α) with a reward that is linear in features and that demonstrations teach',
  source: {
    title: 'Ziebart, Bagnell and Dey 2010, Modeling Interaction via the Principle of Maximum Causal Entropy',
    where: 'theorem 6',
  },
  config,
  provides: ['host'],
  requires: LEARNED_REWARD_REQUIRES,
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ features, ...options }, environment, observation, action, parameters) => {
    const actions = actionWidth(action);
    const { width } = new ObservedSteps(observation, 1);
    const group = parameters.group(GROUP, { contents: 'reward, linear in features' });
    const potential =
      typeof features === 'string'
        ? overObservations(group, width, features === 'state' ? 1 : actions, actions)
        : overTable(group, environment, width, actions, features);
    return new LearnedReward(potential, options, { environment, observation, action, parameters });
  },
});
