import * as tf from '@tensorflow/tfjs-core';
import {
  DEMONSTRATIONS_REQUIRE,
  DemonstrationLikelihood,
  definePlugin,
  demonstrationOptions,
  detach,
  enumerationOf,
  type PhaseOutcome,
  recordedLogProb,
  type StepContext,
  Tokens,
  trainedOutcome,
} from '@vem/framework';
import { z } from 'zod';
import { PRIOR_GROUP } from '../densities/priorNetwork.js';

function lossOf(shown: DemonstrationLikelihood, step: StepContext): PhaseOutcome {
  const { batch, likelihood, prior, temperature } = step;
  const expected = shown.expected(step, enumerationOf(prior.at(shown.states(step), 'online')));
  const current = prior.at(batch.observation_BO, 'online');
  const demonstrated = shown.demonstrated(step, recordedLogProb(step, current));
  const objective = tf.sub(shown.worth(step, expected), demonstrated);
  const reward = shown.demonstrated(step, tf.div(likelihood.reward(batch), detach(temperature.alpha())));
  const trained = trainedOutcome(
    step,
    { whose: 'prior', group: PRIOR_GROUP, value: shown.penalised(step, objective), rows: 'mean' },
    () => [prior.at(batch.observation_BO, 'target'), current],
  );
  return {
    ...trained,
    metrics: {
      ...trained.metrics,
      nll: tf.sub(objective, reward),
      demonstratedPrior: demonstrated,
      priorGap: tf.sub(expected, demonstrated),
    },
  };
}

/**
 * Maximum likelihood of demonstrations in the weights of the prior: −∇ = Σ (visits shown − visits of the E-step) ∇ log p_w(a|s), where ∇ log p_w
 * is f − E_p f for features under a softmax. It is the gradient of a reward's weights, since r/α and log p enter p(τ, O) alike: Levine
 * 2018, arXiv:1805.00909, section 2.2; weights of priors, Carnegie Mellon's course 10-708, lecture 20.
 */
export const demonstrated = definePlugin({
  slot: 'mStep',
  name: 'demonstrated',
  description: 'Moves the prior up the likelihood of what was shown, against an exact E-step',
  source: {
    title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
    arxiv: '1805.00909',
    where: 'section 2.2, p(a|s)',
  },
  config: z.strictObject(demonstrationOptions),
  provides: ['trainsPrior'],
  requires: [...DEMONSTRATIONS_REQUIRE, 'prior.learnable', 'prior.density', 'prior.enumerate', 'prior.host'],
  inject: [Tokens.environment, Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, environment, observation, action, parameters) => {
    const shown = new DemonstrationLikelihood(
      { group: PRIOR_GROUP, options },
      { environment, observation, action, parameters },
    );
    return {
      program: (step) => ({ loss: () => lossOf(shown, step as StepContext) }),
      prepare: (context) => shown.prepare(context),
      conclude: (context) => shown.conclude(context),
    };
  },
});
