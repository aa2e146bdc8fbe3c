import {
  actionWidth,
  categoricalDensity,
  definePlugin,
  featureTable,
  type HostContext,
  linearScores,
  ObservedSteps,
  observedStates,
  type PairScores,
  type PriorHost,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { PRIOR_GROUP } from './priorNetwork.js';

const NAME = 'linear-categorical';

const config = z.strictObject({
  features: z
    .union([z.enum(['action', 'stateAction']), featureTable])
    .default('action')
    .describe(
      'f(s, a), of which log p = wᵀf − log Σ exp wᵀf. `action`: which action it is, a habit of all states; `stateAction`: what is observed of the state, with weights of its own for each action; or a table [S·A][K] of numbers for each pair, state by state, of states that are observed one-hot',
    ),
});

/** log p of all states in float64, normalised in each. */
function onTables(scores: PairScores, state_SO: Float64Array, actions: number, context: HostContext): PriorHost {
  const own = context.parameters(PRIOR_GROUP);
  let known: { readonly version: number; readonly logProb_SA: Float64Array } | undefined;
  return {
    logProb() {
      const version = context.version(PRIOR_GROUP);
      if (known?.version !== version) known = { version, logProb_SA: normalised(scores.host(own, state_SO), actions) };
      return known.logProb_SA;
    },
  };
}

function normalised(score_SA: Float64Array, actions: number): Float64Array {
  for (let start = 0; start < score_SA.length; start += actions) {
    const row = score_SA.subarray(start, start + actions);
    const largest = row.reduce((most, score) => Math.max(most, score), -Infinity);
    const log = largest + Math.log(row.reduce((sum, score) => sum + Math.exp(score - largest), 0));
    for (let a = 0; a < actions; a++) row[a] -= log;
  }
  return score_SA;
}

/**
 * p_w(a|s) ∝ exp wᵀf(s, a), uniform at the start: the action prior with weights of Levine 2018, arXiv:1805.00909, section 2.2, as a
 * factor of the graphical model that demonstrations can teach. What is not normalised is a part of the reward, r_w/α.
 */
export const linearCategorical = definePlugin({
  slot: 'prior',
  name: NAME,
  description: 'Probabilities of finite actions by weights of features, on tables',
  source: {
    title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
    arxiv: '1805.00909',
    where: 'section 2.2, p(a|s)',
  },
  config,
  provides: ['density', 'sample', 'mode', 'enumerate', 'learnable', 'host', 'space:finite'],
  requires: ['environment.finite', 'environment.tables'],
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ features }, environment, observation, action, parameters) => {
    const actions = actionWidth(action);
    const seen = new ObservedSteps(observation, 1);
    const { width } = seen;
    const group = parameters.group(PRIOR_GROUP, { contents: 'log-probabilities, linear in features' });
    const scores = linearScores(group, features, { slot: 'prior', plugin: NAME, environment, width, actions });
    return {
      program: (step) => ({
        at: (observation_BO) =>
          categoricalDensity(scores.program(step.parameters(PRIOR_GROUP), seen.state(observation_BO)), step.noise),
      }),
      host: (context) => onTables(scores, observedStates(environment.tables!, width), actions, context),
    };
  },
});
