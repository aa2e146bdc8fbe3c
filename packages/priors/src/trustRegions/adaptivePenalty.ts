import * as tf from '@tensorflow/tfjs-core';
import { constant, type Density, definePlugin, orderedRange, type StepContext, Tokens } from '@vem/framework';
import { z } from 'zod';
import * as errors from './trustRegionErrors.js';

const GROUP = 'trustRegion';
const BETA = 'beta';
const PAPER = 'Schulman et al. 2017, arXiv:1707.06347, section 4';

const config = z.strictObject({
  target: z
    .number()
    .positive()
    .default(0.01)
    .describe(`d_targ, nats that the posterior is to move per roll-out, mean over its states; .003 to .03 in ${PAPER}`),
  initialBeta: z
    .number()
    .positive()
    .default(1)
    .describe(`β at the start, in units of the advantages per nat; ${PAPER}: it hardly matters`),
  tolerance: z
    .number()
    .gt(1)
    .default(1.5)
    .describe(`β stays while the move is within this factor of the target; 1.5 in ${PAPER}`),
  factor: z.number().gt(1).default(2).describe(`by which β grows or shrinks otherwise; 2 in ${PAPER}`),
  bounds: orderedRange(z.number().positive())
    .default([1e-3, 1e3])
    .describe(
      'β is kept within these, so that it is back after some roll-outs when it is needed again: where the learning rate keeps moves small, it would halve down to 0 and stay there. The paper has none',
    ),
  direction: z
    .enum(['forward', 'reverse'])
    .default('forward')
    .describe(
      '`forward`: KL(previous ‖ current), as in arXiv:1707.06347; `reverse`: KL(current ‖ previous), the one of the variational objective. To first order both ask for the same step',
    ),
});

type Options = z.output<typeof config>;

/** A scalar: the mean divergence over states, by the chosen direction. @throws VEM_TRUST_REGION_DIVERGENCE */
function moved({ direction }: Options, previous: Density, current: Density): tf.Tensor {
  const [from, to] = direction === 'forward' ? [previous, current] : [current, previous];
  const kl_B = from.klTo?.(to);
  if (!kl_B) throw errors.divergenceMissing('adaptive-penalty');
  return tf.mean(kl_B);
}

/** β after a roll-out that led to this divergence. */
export function adaptedBeta(
  beta: number,
  kl: number,
  { target, tolerance, factor, bounds: [low, high] }: Omit<Options, 'direction' | 'initialBeta'>,
) {
  if (kl < target / tolerance) return Math.max(low, beta / factor);
  return kl > target * tolerance ? Math.min(high, beta * factor) : beta;
}

/**
 * Holds the posterior to the copy of it that is its prior, by the penalty β KL, in place of a clipped ratio. β is no
 * multiplier of a dual but follows a rule: after the epochs of a roll-out it is halved or doubled by how far the posterior
 * went over the *whole* roll-out. That needs phase `trustRegion` at the end of every roll-out.
 */
export const adaptivePenalty = definePlugin({
  slot: 'trustRegion',
  name: 'adaptive-penalty',
  description: 'Holds the posterior to its earlier copy by a KL penalty, halved or doubled after each roll-out',
  source: {
    title: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms',
    arxiv: '1707.06347',
    where: 'section 4',
  },
  config,
  provides: ['penalty', 'holdsPosterior'],
  requires: ['prior.snapshot', 'posterior.target', 'data.rollouts'],
  inject: [Tokens.parameters],
  create: (options, parameters) => {
    parameters.group(GROUP, { trained: false }).declare(BETA, [], constant(options.initialBeta));
    const beta = (step: StepContext) => step.parameters(GROUP)[BETA];
    return {
      program: (step) => ({
        holds: 'posterior',
        penalty: (previous, current) => {
          const kl = moved(options, previous, current);
          return { loss: tf.mul(beta(step), kl), losses: [], metrics: { penaltyKl: kl, beta: beta(step) } };
        },
        loss: () => {
          const { observation_BO } = step.batch;
          const kl = moved(
            options,
            step.prior.at(observation_BO, 'target'),
            step.posterior.infer(observation_BO, 'train'),
          );
          return { losses: [], results: { kl }, rows: 'mean', metrics: { kl } };
        },
      }),
      conclude: (host) => {
        const [kl] = host.result('trustRegion', 'kl')!;
        const tensor = host.parameters(GROUP)[BETA];
        tensor[0] = adaptedBeta(tensor[0], kl, options);
        return { metrics: { nextBeta: tensor[0] } };
      },
    };
  },
});
