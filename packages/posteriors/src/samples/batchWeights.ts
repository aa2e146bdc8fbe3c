import * as tf from '@tensorflow/tfjs-core';
import {
  type Belief,
  definePlugin,
  detach,
  type StepContext,
  topWeights,
  type WeightsByRow,
  weightsByRow,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './sampleErrors.js';

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
function weigh(step: StepContext, options: Options) {
  const { columns, action_BA } = step.batch;
  const { weight_B, ...figures } = weightsOf(step, detach(tf.squeeze(columns[options.by], [1])), options);
  const { preSquash } = columns;
  const sample = {
    action_SBA: tf.expandDims(action_BA, 0),
    ...(preSquash ? { preSquash_SBA: tf.expandDims(preSquash, 0) } : {}),
  };
  const weight_SB = tf.expandDims(weight_B, 0);
  const normalisation = options.normalise ? 'perBatch' : 'none';
  // Nothing is sampled, so it can be evaluated in no space; whoever is fitted to it brings its own.
  const belief: Belief = { spaces: [], weighted: () => ({ sample, weight_SB, normalisation }) };
  return { belief, ...figures };
}

/** [B], and the E-step's figures: what the temperature adapts to, and how far the weights are from equal ones. */
function weightsOf(step: StepContext, advantage_B: tf.Tensor, { topFraction, weightClip, normalise }: Options) {
  const alpha = step.temperature.alpha();
  const share_B = normalise ? step.batch.weight_B : undefined;
  if (share_B) {
    if (topFraction < 1 || weightClip !== undefined) throw errors.rowsDoNotCountAlike();
    return ofShares(advantage_B, weightsByRow(advantage_B, alpha, share_B));
  }
  const count = Math.max(1, Math.floor(topFraction * advantage_B.shape[0]!));
  const largestLog = weightClip === undefined ? Number.POSITIVE_INFINITY : Math.log(weightClip);
  const { weight_B, value_K, logWeight_K, logTotal } = topWeights(advantage_B, alpha, count, largestLog);
  const kl = tf.add(tf.sum(tf.mul(tf.exp(logWeight_K), logWeight_K)), Math.log(count));
  return {
    weight_B: normalise ? weight_B : tf.mul(weight_B, tf.exp(logTotal)),
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

/** The same of rows that do not count alike. */
function ofShares(advantage_B: tf.Tensor, { weight_B, logWeight_B, logShare_B }: WeightsByRow) {
  const kl = tf.sum(tf.mul(weight_B, tf.sub(logWeight_B, logShare_B)));
  return {
    weight_B,
    results: { q_SB: tf.expandDims(advantage_B, 1), logBase_SB: tf.expandDims(logShare_B, 1), kl },
    metrics: {
      kl,
      advantage: tf.sum(tf.mul(tf.exp(logShare_B), advantage_B)),
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
        const { belief, results, metrics } = weigh(step, options);
        return { losses: [], belief, rows: 'coupled', results, metrics };
      },
    }),
  }),
});
