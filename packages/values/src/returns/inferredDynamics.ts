import * as tf from '@tensorflow/tfjs-core';
import {
  conditionedNoise,
  definePlugin,
  detach,
  likeliestOutcome,
  likeliestQuadratic,
  type TransitionTables,
} from '@vem/framework';
import { z } from 'zod';
import { costPerStep, type DiscountReading, discount, keptOf } from './discount.js';
import { oneStepTarget } from './oneStep.js';
import * as errors from './returnsErrors.js';

/** [E], P(s′|s, a, O) ∝ P e^{(r + V(s′))/α}; those of a pair sum to less than 1 where the episode may be over. */
function inferredChance(
  tables: TransitionTables,
  rewards_E: Float64Array,
  value_S: Float64Array,
  alpha: number,
  survival: number,
): Float64Array {
  const { first_P, next_E, probability_E, terminal_S } = tables;
  const chance_E = new Float64Array(probability_E.length);
  for (let pair = 0; pair + 1 < first_P.length; pair++) {
    const whole = likeliestOutcome(tables, rewards_E, pair, value_S, alpha, survival);
    for (let e = first_P[pair]; e < first_P[pair + 1]; e++) {
      const ends = terminal_S[next_E[e]] === 1;
      const worth = rewards_E[e] + (ends ? 0 : value_S[next_E[e]]);
      chance_E[e] = probability_E[e] * (ends ? 1 : survival) * Math.exp((worth - whole) / alpha);
    }
  }
  return chance_E;
}

/**
 * Q = α log E e^{(r + V(s′))/α}: chance is inferred together with actions, as if it wanted success too. That is the exact
 * posterior of the graphical model, and takes risks (Levine 2018, arXiv:1805.00909, section 2.3). Of a single transition
 * chance has nothing to choose from, so programs that learn from transitions see the usual target.
 */
export const inferredDynamics = definePlugin({
  slot: 'returns',
  name: 'inferred-dynamics',
  description: 'Backups through chance that is conditioned on success too',
  source: {
    title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
    arxiv: '1805.00909',
    where: 'section 2.3',
  },
  config: z.strictObject({
    discount,
    discountAs: z
      .enum(['absorbing', 'contraction', 'factor'])
      .default('absorbing')
      .describe(
        'what the discount means. `absorbing`: chance includes that the episode is over with probability 1 − γ: α log(γ E e^{V/α} + 1 − γ); `contraction`: γ α log E e^{V/α}, the worth of the next state shrinks; `factor`: α log γ per step. With fixed dynamics the first two are the same',
      ),
  }),
  provides: ['host', 'linear'],
  inject: [],
  create: ({ discount: gamma, discountAs }) => {
    const reading: DiscountReading = discountAs;
    const survival = reading === 'absorbing' ? gamma : 1;
    // A worth that shrinks is that of values that were shrunk: r stays whole.
    const shrunk = (value_S: Float64Array) =>
      reading === 'contraction' ? value_S.map((value) => gamma * value) : value_S;
    return {
      program: (step) => ({
        target: () => {
          const target_B = oneStepTarget(step, keptOf(reading, gamma));
          if (reading !== 'factor') return target_B;
          return tf.add(target_B, tf.mul(Math.log(gamma), detach(step.temperature.alpha())));
        },
      }),
      host: (context) => ({
        // Chance that may end the episode takes its part away by itself.
        discount: reading === 'contraction' ? gamma : 1,
        backup: (state, value_S, q_SA) => {
          const tables = context.model.tables();
          const rewards_E = context.likelihood.rewards();
          const alpha = context.temperature.alpha();
          const cost = costPerStep(reading, gamma, alpha);
          const contraction = reading === 'contraction' ? gamma : 1;
          const end = (state + 1) * tables.actions;
          for (let pair = state * tables.actions; pair < end; pair++)
            q_SA[pair] = cost + likeliestOutcome(tables, rewards_E, pair, value_S, alpha, survival, contraction);
        },
        chance: (value_S) =>
          inferredChance(
            context.model.tables(),
            context.likelihood.rewards(),
            shrunk(value_S),
            context.temperature.alpha(),
            survival,
          ),
        linearChance: (value) =>
          conditionedNoise(context.model.linear!().noiseCovariance, value, context.temperature.alpha()),
        target: (reward, worth, terminated) =>
          context.likelihood.reward(reward) +
          costPerStep(reading, gamma, context.temperature.alpha()) +
          (terminated ? 0 : keptOf(reading, gamma) * worth),
        quadratic: (value) => {
          if (reading === 'absorbing' && gamma < 1) throw errors.absorbingNotQuadratic();
          const alpha = context.temperature.alpha();
          const q = likeliestQuadratic(context.model.linear!(), value, alpha, keptOf(reading, gamma));
          return { ...q, constant: q.constant + costPerStep(reading, gamma, alpha) };
        },
      }),
    };
  },
});
