import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, logRatio, type StepContext, sampleOf } from '@vem/framework';
import { z } from 'zod';
import { nStepTarget } from './nStep.js';
import { discount } from './oneStep.js';

const config = z.strictObject({
  discount,
  who: z
    .enum(['posterior', 'prior'])
    .default('posterior')
    .describe(
      'who acts next: `posterior` values the policy π; `prior` values the lagging copy of p, which pays no KL cost to itself',
    ),
  regularised: z
    .enum(['sampledKl', 'none'])
    .default('sampledKl')
    .describe(
      'whether future KL costs of the posterior count: `sampledKl` subtracts α log(π/p) of each drawn action, `none` leaves the plain value of the policy',
    ),
  samples: z.int().positive().default(1).describe('next actions per transition; 1 in arXiv:1812.05905'),
});

type Options = z.output<typeof config>;

const isRegularised = ({ who, regularised }: Options) => who === 'posterior' && regularised === 'sampledKl';

/** [B], mean over next actions of Q̄(s′, a′) − α log(π/p)(a′|s′), a′ from who acts next. */
function nextValue(step: StepContext, options: Options): tf.Tensor {
  const { nextObservation_BO } = step.batch;
  const { who, samples } = options;
  const actor =
    who === 'posterior'
      ? step.posterior.infer(nextObservation_BO, 'target')
      : step.prior.at(nextObservation_BO, 'target');
  const sample = sampleOf(actor, samples);
  const q_SB = step.valueEstimator.q!(nextObservation_BO, sample, 'target', 'target');
  if (!isRegularised(options)) return tf.mean(q_SB, 0);
  const kl_SB = logRatio(actor, step.prior.at(nextObservation_BO, 'target'), sample);
  return tf.mean(tf.sub(q_SB, tf.mul(step.temperature.alpha(), kl_SB)), 0);
}

/**
 * One-step target with the posterior acting next: y = r + γ (1 − d) E_{a′~π}[Q̄(s′, a′) − α log(π/p)], Haarnoja et al.
 * 2018, arXiv:1812.05905, eqs 2-3; or with the prior acting next, without a KL cost (Abdolmaleki et al. 2018,
 * arXiv:1806.06920). Without KL costs also from windows of n steps.
 */
export const expectation = definePlugin({
  slot: 'bootstrap',
  name: 'expectation',
  description: 'One-step target: expected value of the next action, by samples',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eqs 2-3',
  },
  config,
  requires: ['valueEstimator.q'],
  refine: (options) => ({
    provides: isRegularised(options) ? [] : ['nStep'],
    requires: [
      `${options.who}.sample` as const,
      ...(isRegularised(options) ? (['posterior.logProb', 'prior.density'] as const) : []),
    ],
  }),
  inject: [],
  create: (options) => ({
    program: (step) => ({ target: () => nStepTarget(step, options.discount, nextValue(step, options)) }),
  }),
});
