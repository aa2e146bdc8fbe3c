import {
  actionWidth,
  definePlugin,
  demonstrationOptions,
  featureTable,
  linearScores,
  ObservedSteps,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { GROUP, LEARNED_REWARD_REQUIRES, LearnedReward } from './learnedReward.js';

const NAME = 'linear-potential';

const config = z.strictObject({
  features: z
    .union([z.enum(['state', 'action', 'stateAction']), featureTable])
    .default('stateAction')
    .describe(
      'f(s, a), of which r = wᵀf. `state`: what is observed of the state; `action`: which action it is; `stateAction`: what is observed, with weights of its own for each action; or a table [S·A][K] of numbers for each pair, state by state, of states that are observed one-hot',
    ),
  ...demonstrationOptions,
});

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
    const potential = linearScores(parameters.group(GROUP, { contents: 'reward, linear in features' }), features, {
      slot: 'likelihood',
      plugin: NAME,
      environment,
      width: new ObservedSteps(observation, 1).width,
      actions: actionWidth(action),
    });
    return new LearnedReward(potential, options, { environment, observation, action, parameters });
  },
});
