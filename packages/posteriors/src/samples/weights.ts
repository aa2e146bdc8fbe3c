import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type Belief,
  type Copy,
  definePlugin,
  gumbelNoise,
  type Noise,
  type OfferedStep,
  type Purpose,
  sampleOf,
  softMaximiser,
} from '@vem/framework';
import { z } from 'zod';

const config = z.strictObject({
  samples: z
    .int()
    .min(2)
    .default(20)
    .describe(
      'S, actions per state, drawn from the prior; 20 in the public code of Hoffman et al. 2020, arXiv:2006.00979',
    ),
  values: z
    .enum(['target', 'online'])
    .default('target')
    .describe('copy of the value estimator that weighs the actions; the lagging one in arXiv:2006.00979'),
});

/** What weights need of the other slots. */
type Step = OfferedStep<'prior.sample' | 'valueEstimator.q'>;

interface Inferred {
  readonly belief: Belief;
  /** [S, B] each. */
  readonly q_SB: tf.Tensor;
  readonly logWeight_SB: tf.Tensor;
}

/** w_i = softmax_i(Q(s, a_i) / α) over the samples of each state; that these came from the prior is its factor. */
function infer(step: Step, observation_BO: tf.Tensor, purpose: Purpose, samples: number, copy: Copy): Inferred {
  const prior = step.prior.at(observation_BO, 'target');
  const sample = sampleOf(prior, samples);
  const q_SB = step.valueEstimator.q(observation_BO, sample, copy, purpose === 'target' ? 'target' : 'eStep');
  const logWeight_SB = softMaximiser(q_SB, 0, step.temperature.alpha(), 0);
  const belief: Belief = {
    spaces: prior.spaces,
    weighted: () => ({ sample, weight_SB: tf.exp(logWeight_SB), normalisation: 'perState' }),
    sample: (count) => resampled(sample, logWeight_SB, count, step.noise),
  };
  return { belief, q_SB, logWeight_SB };
}

/** Draws from the weighted actions of each state with replacement, by the Gumbel-max trick. */
function resampled(sample: ActionSample, logWeight_SB: tf.Tensor, count: number, noise: Noise): ActionSample {
  const [samples, rows] = logWeight_SB.shape as [number, number];
  const gumbel_BCS = gumbelNoise(noise, [rows, count, samples]);
  const score_BCS = tf.add(tf.expandDims(tf.transpose(logWeight_SB), 1), gumbel_BCS);
  const index_BC = tf.cast(tf.argMax(score_BCS, -1), 'int32') as tf.Tensor2D;
  const chosen_BCS = tf.cast(tf.oneHot(index_BC, samples), 'float32');
  const draw = (value_SBA: tf.Tensor) =>
    tf.transpose(tf.matMul(chosen_BCS, tf.transpose(value_SBA, [1, 0, 2])), [1, 0, 2]);
  const { preSquash_SBA } = sample;
  return {
    action_SBA: draw(sample.action_SBA),
    ...(preSquash_SBA ? { preSquash_SBA: draw(preSquash_SBA) } : {}),
  };
}

/** The E-step's figures: what the temperature adapts to, and how far the weights are from equal ones. */
function examine(step: Step, { q_SB, logWeight_SB }: Inferred) {
  const [samples, rows] = q_SB.shape as [number, number];
  const weight_SB = tf.exp(logWeight_SB);
  const kl_B = tf.add(tf.sum(tf.mul(weight_SB, logWeight_SB), 0), Math.log(samples));
  const meanQ_B = tf.sum(tf.mul(weight_SB, q_SB), 0);
  const kl = tf.mean(kl_B);
  return {
    results: { q_SB, logBase_SB: tf.fill([samples, rows], -Math.log(samples)), kl },
    metrics: {
      kl,
      q: tf.mean(meanQ_B),
      objective: tf.mean(tf.sub(meanQ_B, tf.mul(step.temperature.alpha(), kl_B))),
      effectiveSampleSize: tf.mean(tf.reciprocal(tf.sum(tf.square(weight_SB), 0))),
    },
  };
}

/**
 * The non-parametric posterior q(a|s) ∝ p̄(a|s) exp(Q(s, a)/α), as weights on S actions that the prior's lagging copy draws
 * in each state. Nothing is learned.
 */
export const weights = definePlugin({
  slot: 'posterior',
  name: 'weights',
  description: 'Actions of the prior, weighted by exp(Q/α) in each state, without a network',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'non-parametric E-step',
  },
  config,
  provides: ['weighted', 'sample'],
  requires: ['prior.sample', 'valueEstimator.q'],
  inject: [],
  create: ({ samples, values }) => ({
    program: (step) => ({
      infer: (observation_BO, purpose, copy = values) => infer(step, observation_BO, purpose, samples, copy).belief,
      loss: () => {
        const inferred = infer(step, step.batch.observation_BO, 'train', samples, values);
        return { losses: [], belief: inferred.belief, ...examine(step, inferred) };
      },
    }),
  }),
});
