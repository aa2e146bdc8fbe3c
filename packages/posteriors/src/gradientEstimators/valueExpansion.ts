import * as tf from '@tensorflow/tfjs-core';
import {
  type Belief,
  definePlugin,
  logProbOf,
  logRatio,
  measureOf,
  type OfferedStep,
  sampleOf,
  type Tensors,
} from '@vem/framework';
import { z } from 'zod';

const config = z.strictObject({
  horizon: z
    .int()
    .min(0)
    .max(50)
    .default(3)
    .describe(
      'H, imagined steps before Q takes over; 0: the gradient through Q alone, as in SAC. 3, or 2 on some tasks, in the public code of Amos et al. 2021, arXiv:2008.12775',
    ),
  rollout: z
    .enum(['posterior', 'prior'])
    .default('posterior')
    .describe(
      'who acts after the first imagined step: the posterior, paying its KL cost in each step, or the lagging copy of the prior, which pays none: the value of leaving the prior for one step',
    ),
  samples: z.int().positive().default(1).describe('imagined futures per state; 1 in arXiv:2008.12775'),
  discount: z
    .number()
    .min(0)
    .max(1)
    .default(0.99)
    .describe('γ per imagined step: that of the returns, which Q is fitted to; .99 in arXiv:1812.05905, table 1'),
});

type Options = z.output<typeof config>;
type Step = OfferedStep<'valueEstimator.q' | 'prior.density' | 'posterior.logProb' | 'model.step'>;

/** A row for each of S samples of B states. */
const flat = (x_SBA: tf.Tensor) => tf.reshape(x_SBA, [-1, x_SBA.shape[2]!]);

/** The actor at the imagined states, an action of it and what that costs: α log(π/p), [R], or nothing for the prior. */
function next(step: Step, state_RO: tf.Tensor, rollout: Options['rollout']) {
  if (rollout === 'prior') return { sample: sampleOf(step.prior.at(state_RO, 'target'), 1), cost_R: undefined };
  const belief = step.posterior.infer(state_RO, 'train');
  const sample = sampleOf(belief, 1);
  const kl_1R = logRatio(belief, step.prior.at(state_RO, 'target'), sample);
  return { sample, cost_R: tf.squeeze<tf.Tensor>(tf.mul(step.temperature.alpha(), kl_1R), [0]) };
}

/**
 * [S, B]: Σ_{k<H} γ^k c_k (r̂_k − α kl_k) + γ^H c_H (Q(s_H, a_H) − α kl_H), c_k the probability that the imagined episode still
 * goes on: arXiv:2008.12775, eqs 4-6, with a general prior. What was seen of each imagined step stands beside it.
 *
 * @param first - actions [S, B, A] and their costs at the batch's states
 */
function expanded(
  step: Step,
  observation_BO: tf.Tensor,
  first: { readonly sample: ReturnType<typeof sampleOf>; readonly cost_SB: tf.Tensor },
  { horizon, rollout, discount }: Options,
): { readonly value_SB: tf.Tensor; readonly seen: Tensors } {
  const [samples, rows] = first.cost_SB.shape as [number, number];
  const seen: Record<string, tf.Tensor> = {};
  let state_RO = samples === 1 ? observation_BO : tf.tile(observation_BO, [samples, 1]);
  let action_RA = flat(first.sample.action_SBA);
  let cost_R: tf.Tensor | undefined = tf.reshape(first.cost_SB, [-1]);
  let weight_R: tf.Tensor = tf.ones([samples * rows]);
  let total_R: tf.Tensor = tf.zeros([samples * rows]);
  let q_1R: tf.Tensor | undefined;
  for (let k = 0; k < horizon; k++) {
    const { next_BO, reward_B, continue_B, distance_B } = step.model.step(state_RO, action_RA);
    const reward_R = step.likelihood.reward({ reward_B });
    total_R = tf.add(total_R, tf.mul(weight_R, cost_R ? tf.sub(reward_R, cost_R) : reward_R));
    weight_R = tf.mul(discount, tf.mul(weight_R, continue_B));
    state_RO = next_BO;
    const { sample, cost_R: later_R } = next(step, state_RO, rollout);
    if (k === horizon - 1) q_1R = step.valueEstimator.q(state_RO, sample, 'online', 'eStep');
    action_RA = flat(sample.action_SBA);
    cost_R = later_R;
    seen[`model/reward${k + 1}`] = tf.mean(reward_B);
    seen[`model/goingOn${k + 1}`] = tf.mean(continue_B);
    if (distance_B) seen[`model/outside${k + 1}`] = tf.mean(tf.cast(tf.greater(distance_B, 1), 'float32'));
  }
  const q_R = tf.squeeze<tf.Tensor>(q_1R!, [0]);
  total_R = tf.add(total_R, tf.mul(weight_R, cost_R ? tf.sub(q_R, cost_R) : q_R));
  return { value_SB: tf.reshape(total_R, [samples, rows]), seen };
}

/** One step of the belief: its sample, the KL cost of that and the values that follow. */
function objectiveOf(step: Step, belief: Belief, observation_BO: tf.Tensor, options: Options) {
  const sample = sampleOf(belief, options.samples);
  const q_SB = options.horizon === 0 ? step.valueEstimator.q(observation_BO, sample, 'online', 'eStep') : undefined;
  const kl_SB = logRatio(belief, step.prior.at(observation_BO, 'target'), sample);
  const cost_SB = tf.mul(step.temperature.alpha(), kl_SB);
  if (q_SB) return { sample, kl_SB, objective_SB: tf.sub(q_SB, cost_SB), seen: {} as Tensors };
  const { value_SB, seen } = expanded(step, observation_BO, { sample, cost_SB }, options);
  return { sample, kl_SB, objective_SB: value_SB, seen };
}

/** Pathwise gradient of the per-state objective through H imagined steps and the value of the last state. */
export const valueExpansion = definePlugin({
  slot: 'gradientEstimator',
  name: 'value-expansion',
  description: 'Gradient through imagined steps of the model, with Q behind them',
  source: {
    title: 'Amos et al. 2021, On the Model-Based Stochastic Value Gradient for Continuous Reinforcement Learning',
    arxiv: '2008.12775',
    where: 'eqs 4-6',
  },
  config,
  provides: ['loss', 'anyState', 'perState'],
  requires: [
    'likelihood.recorded',
    'posterior.pathwise',
    'posterior.logProb',
    'prior.density',
    'valueEstimator.q',
    'valueEstimator.actionGradient',
    'model.step',
    'model.actionGradient',
  ],
  refine: ({ rollout }) => ({ requires: rollout === 'prior' ? ['prior.sample', 'prior.target'] : [] }),
  inject: [],
  create: (options) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const { sample, kl_SB, objective_SB, seen } = objectiveOf(step, belief, observation_BO, options);
        const objective = tf.mean(objective_SB);
        const evidence = { entropy: tf.neg(tf.mean(logProbOf(belief, sample, measureOf(belief)))), kl: tf.mean(kl_SB) };
        return {
          loss: tf.neg(objective),
          rows: 'mean',
          perState_B: tf.neg(tf.mean(objective_SB, 0)),
          results: evidence,
          metrics: { ...seen, objective, ...evidence },
        };
      },
    }),
  }),
});
