import * as tf from '@tensorflow/tfjs-core';
import { type Belief, definePlugin, detach, type StepContext, type TopWeights, topWeights } from '@vem/framework';
import { z } from 'zod';

const config = z.strictObject({
  topFraction: z
    .number()
    .positive()
    .max(1)
    .default(0.5)
    .describe(
      'share of the batch that is learned from, the rows with the largest advantages; ½ in Song et al. 2019, arXiv:1909.12238, section 3, and needed in its ablation. 1: all of them, as in Peters et al. 2010',
    ),
  weightClip: z
    .number()
    .positive()
    .optional()
    .describe(
      'exp(A/α) counts for no more than this before the weights are normalised; unset: no limit. 20 in the public code of Peng et al. 2019, arXiv:1910.00177',
    ),
  by: z
    .enum(['advantage', 'return'])
    .default('advantage')
    .describe(
      'A, what weighs: advantages, or returns without a baseline, as in reward-weighted regression (Peters and Schaal 2007; eq. 1 of Peng et al. 2019, arXiv:1910.00177). A baseline that were the same at all states would cancel out in normalised weights',
    ),
  normalise: z
    .boolean()
    .default(true)
    .describe(
      'whether weights add up to 1 over the batch; false: exp(A/α) as it is, averaged over rows, as in the public code of arXiv:1910.00177, where A is standardised (`returns.standardise`)',
    ),
});

type Options = z.output<typeof config>;

/** Weights on the recorded pairs; a sample of one action at each state. */
function weigh(step: StepContext, { topFraction, weightClip, by, normalise }: Options) {
  const { columns, action_BA } = step.batch;
  const advantage_B = detach(tf.squeeze(columns[by], [1]));
  const rows = advantage_B.shape[0]!;
  const count = Math.max(1, Math.floor(topFraction * rows));
  const largestLog = weightClip === undefined ? Number.POSITIVE_INFINITY : Math.log(weightClip);
  const weights = topWeights(advantage_B, step.temperature.alpha(), count, largestLog);
  const { preSquash } = columns;
  const sample = {
    action_SBA: tf.expandDims(action_BA, 0),
    ...(preSquash ? { preSquash_SBA: tf.expandDims(preSquash, 0) } : {}),
  };
  const weight_B = normalise ? weights.weight_B : tf.mul(weights.weight_B, tf.exp(weights.logTotal));
  const weight_SB = tf.expandDims(weight_B, 0);
  // Nothing is sampled, so it can be evaluated in no space; whoever is fitted to it brings its own.
  const belief: Belief = {
    spaces: [],
    weighted: () => ({ sample, weight_SB, normalisation: normalise ? 'perBatch' : 'none' }),
  };
  return { belief, weights, count };
}

/** The E-step's figures: what the temperature adapts to, and how far the weights are from equal ones. */
function examine({ weight_B, value_K, logWeight_K, logTotal }: TopWeights, count: number, normalise: boolean) {
  const kl = tf.add(tf.sum(tf.mul(tf.exp(logWeight_K), logWeight_K)), Math.log(count));
  return {
    // One bound for the whole batch: its pairs are the samples of a single state.
    results: { q_SB: tf.expandDims(value_K, 1), logBase_SB: tf.fill([count, 1], -Math.log(count)), kl },
    metrics: {
      kl,
      advantage: tf.mean(value_K),
      ...(normalise ? {} : { meanWeight: tf.div(tf.exp(logTotal), count) }),
      effectiveSampleSize: tf.reciprocal(tf.sum(tf.square(weight_B))),
    },
  };
}

/**
 * The non-parametric posterior over state-action pairs, ψ(s, a) ∝ μ(s, a) exp(A(s, a)/α), as weights on the pairs that were
 * collected, over the whole batch and on its better half alone. It exists at these pairs only: nobody can ask it at
 * another state, so somebody else acts. Nothing is learned.
 */
export const batchWeights = definePlugin({
  slot: 'posterior',
  name: 'batch-weights',
  description: 'Collected actions, weighted by exp(A/α) over the whole batch, without a network',
  source: {
    title: 'Song et al. 2019, V-MPO: On-Policy Maximum a Posteriori Policy Optimization',
    arxiv: '1909.12238',
    where: 'eq. 4',
  },
  config,
  provides: ['weighted', 'perBatch'],
  requires: ['returns.advantage', 'behaviour.preSquash', 'data.rollouts'],
  inject: [],
  create: (options) => ({
    program: (step) => ({
      // At the batch's states, which are all that it is asked for while training, it is what the E-step finds.
      infer: (_observation_BO, purpose) => (purpose === 'train' ? weigh(step, options).belief : { spaces: [] }),
      loss: () => {
        const { belief, weights, count } = weigh(step, options);
        return { losses: [], belief, rows: 'coupled', ...examine(weights, count, options.normalise) };
      },
    }),
  }),
});
