import * as tf from '@tensorflow/tfjs-core';
import { type Belief, definePlugin, type OfferedStep } from '@vem/framework';
import { z } from 'zod';

type Step = OfferedStep<'behaviour.plans'>;

/** The plans that were made in the batch's states. P first actions each. */
interface Plans {
  /** [P, B, A] */
  readonly action_PBA: tf.Tensor;
  /** [P, B] each. */
  readonly weight_PB: tf.Tensor;
  readonly advantage_PB: tf.Tensor;
  /** [B], 0 where there is no plan that is young enough; 1 on average. */
  readonly counts_B: tf.Tensor;
  /** Share of rows that count. */
  readonly share: tf.Tensor;
}

function plansOf(step: Step, maxAge: number): Plans {
  const { planAction, planWeight, planAdvantage, planStep } = step.batch.columns;
  const [rows, particles] = planWeight.shape as [number, number];
  const action_BPA = tf.reshape(planAction, [rows, particles, -1]);
  const isPlanned_B = tf.greater(tf.sum(planWeight, 1), 0);
  const isYoung_B = tf.lessEqual(tf.sub(step.scalar('envSteps'), tf.squeeze<tf.Tensor>(planStep, [1])), maxAge);
  const counts_B = tf.cast(tf.logicalAnd(isPlanned_B, isYoung_B), 'float32');
  const share = tf.mean(counts_B);
  return {
    action_PBA: tf.transpose(action_BPA, [1, 0, 2]),
    weight_PB: tf.transpose(planWeight),
    advantage_PB: tf.transpose(planAdvantage),
    counts_B: tf.div(counts_B, tf.maximum(share, 1 / rows)),
    share,
  };
}

const belief = ({ action_PBA, weight_PB, counts_B }: Plans): Belief => ({
  spaces: ['box'],
  weighted: () => ({
    sample: { action_SBA: action_PBA, preSquash_SBA: action_PBA },
    weight_SB: tf.mul(weight_PB, counts_B),
    normalisation: 'none',
  }),
});

/**
 * The posterior q(a|s) = Σ_i w_i δ(a − a_i) that a planner inferred when it acted in s: the first actions of its particles with their
 * weights, from the replay. Nothing is inferred anew, so plans grow old; those beyond an age do not count.
 */
export const recordedPlans = definePlugin({
  slot: 'posterior',
  name: 'recorded-plans',
  description: 'The weighted first actions of the plans that were acted by, as long as they are young enough',
  source: {
    title: 'Macfarlane et al. 2024, SPO: Sequential Monte Carlo Policy Optimisation',
    arxiv: '2402.07963',
    where: 'E-step',
  },
  config: z.strictObject({
    maxAge: z
      .int()
      .positive()
      .default(65_536)
      .describe(
        'environment steps after which a plan does not count any more; 65 536, the whole replay, in the public code of arXiv:2402.07963, over 1024 environments',
      ),
  }),
  provides: ['weighted'],
  requires: ['behaviour.plans', 'environment.box'],
  inject: [],
  create: ({ maxAge }) => ({
    scalars: ({ envSteps }) => ({ envSteps }),
    program: (step) => ({
      infer: () => belief(plansOf(step, maxAge)),
      loss: () => {
        const plans = plansOf(step, maxAge);
        const { weight_PB, advantage_PB, counts_B, share } = plans;
        const [particles, rows] = weight_PB.shape as [number, number];
        const mean = (x_B: tf.Tensor) => tf.mean(tf.mul(counts_B, x_B));
        const logWeight_PB = tf.log(tf.maximum(weight_PB, 1e-30));
        const kl = mean(tf.add(tf.sum(tf.mul(weight_PB, logWeight_PB), 0), Math.log(particles)));
        return {
          losses: [],
          belief: belief(plans),
          rows: 'coupled',
          results: {
            // The dual is on advantages before any resampling (arXiv:2402.07963, temperature loss).
            q_SB: advantage_PB,
            logBase_SB: tf.fill([particles, rows], -Math.log(particles)),
            weight_B: counts_B,
            kl,
          },
          metrics: {
            kl,
            share,
            advantage: mean(tf.sum(tf.mul(weight_PB, advantage_PB), 0)),
            effectiveSampleSize: mean(tf.reciprocal(tf.maximum(tf.sum(tf.square(weight_PB), 0), 1 / particles))),
          },
        };
      },
    }),
  }),
});
