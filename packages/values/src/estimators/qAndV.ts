import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type Copy,
  definePlugin,
  detach,
  dropoutOption,
  Mlp,
  networkOf,
  networkOptions,
  type StepContext,
  Tokens,
  targetRule,
} from '@vem/framework';
import { z } from 'zod';
import { expectedValue } from '../bootstraps/expectedValue.js';
import { aggregate, combine } from './combine.js';
import { clipActions, learning, QNetworks } from './qNetworks.js';
import { GROUP, regression } from './regression.js';

const PAPER = 'Haarnoja et al. 2018, arXiv:1801.01290';

const config = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: `2×256 in ${PAPER}, table 1`,
    activation: 'relu',
    activationSource: `ReLU in ${PAPER}, table 1`,
  }),
  critics: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .describe(`networks that estimate the same Q; 2 against overestimation in ${PAPER}, section 4.2`),
  target: targetRule(1000, `${PAPER}, table 1 (hard target update)`)
    .default({ kind: 'polyak', tau: 0.005 })
    .describe(`how the lagging copy follows, of which targets read V alone; τ = .005 in ${PAPER}, table 1`),
  regularised: z
    .enum(['sampledKl', 'none'])
    .default('sampledKl')
    .describe(
      `what V is fitted to. \`sampledKl\`: E[Q − α log(π/p)], ${PAPER}, eqs 3 and 5; \`none\`: E[Q], Fellows et al. 2019, arXiv:1811.01132`,
    ),
  samples: z.int().positive().default(1).describe(`actions per state that V is fitted to; 1 in ${PAPER}, algorithm 1`),
  combineForV: aggregate.default('min').describe(`how V reads the two critics; min in ${PAPER}, section 4.2`),
  combineForEStep: aggregate
    .default('min')
    .describe('how the posterior’s E-step reads them; min in the paper, the first one in its public code'),
  clipActions,
  dropout: dropoutOption,
});

/**
 * One or two Q networks, and V fitted to what the posterior makes of them: V(s) ≈ E_{ã~π}[min_i Q_i(s, ã) − α log(π/p)] at fresh
 * actions. Q's targets then read V's lagging copy (bootstrap `state-values`), and no action is drawn at s′.
 */
export const qAndV = definePlugin({
  slot: 'valueEstimator',
  name: 'q-and-v',
  description: 'One or two Q networks, and one for the value of states that is fitted to them',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic: Off-Policy Maximum Entropy Deep RL',
    arxiv: '1801.01290',
    where: 'eqs 5-9',
  },
  config,
  provides: ['q', 'v', 'actionGradient'],
  requires: ['posterior.sample'],
  refine: ({ regularised }) => ({
    requires: regularised === 'none' ? [] : (['posterior.logProb', 'prior.density'] as const),
  }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const { learningRate, target, samples, regularised } = options;
    const group = parameters.group(GROUP, { learningRate, target });
    const critics = new QNetworks(['q1', 'q2'].slice(0, options.critics), options, observation, action, group);
    const stateValue = new Mlp(group, { name: 'v', input: observation.size, ...networkOf(options), output: 1 });
    /** [B] */
    const stateValueOf = (step: StepContext, observation_BO: tf.Tensor, copy: Copy) =>
      tf.squeeze(stateValue.forward(step.parameters(GROUP, copy), observation_BO), [1]);
    /** [B], what V is fitted to at the batch's states. */
    const targetOfV = (step: StepContext): tf.Tensor => {
      const { observation_BO } = step.batch;
      const q = ({ action_SBA }: ActionSample) =>
        combine(options.combineForV, critics.values(step, observation_BO, action_SBA, 'online', step.noise));
      const actor = step.posterior.infer(observation_BO, 'train');
      if (regularised === 'none') return detach(expectedValue(actor, samples, q));
      const costs = () => ({ prior: step.prior.at(observation_BO, 'target'), alpha: () => step.temperature.alpha() });
      return detach(expectedValue(actor, samples, q, costs));
    };
    return {
      program: (step) => ({
        q: (observation_BO, sample, copy, reader) =>
          combine(
            reader === 'target' ? options.combineForV : options.combineForEStep,
            critics.values(step, observation_BO, sample.action_SBA, copy, learning(reader, step)),
          ),
        v: (observation_BO, copy) => stateValueOf(step, observation_BO, copy),
        loss: () => {
          const ofQ = critics.regression(step);
          const ofV = regression([stateValueOf(step, step.batch.observation_BO, 'online')], targetOfV(step), {
            name: 'v',
          });
          const [q, v] = [ofQ, ofV].map(({ losses: [loss] }) => loss.value);
          return {
            losses: [{ value: tf.add(q, v), group: GROUP, rows: 'mean' }],
            metrics: { ...ofQ.metrics, v: ofV.metrics!.v, targetOfV: ofV.metrics!.target },
          };
        },
      }),
    };
  },
});
