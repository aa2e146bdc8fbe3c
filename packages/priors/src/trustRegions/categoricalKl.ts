import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, detach, categoricalKl as divergence, enumerationOf, Tokens } from '@vem/framework';
import { z } from 'zod';
import { dualLoss, Multipliers, multiplierGroup } from './multipliers.js';

const CODE = 'the public code of Hoffman et al. 2020, arXiv:2006.00979';

/** Bounds E_s KL(p̄ ‖ p) over finitely many actions by a penalty whose multiplier adapts. */
export const categoricalKl = definePlugin({
  slot: 'trustRegion',
  name: 'categorical-kl',
  description: 'Bounds the KL divergence of finite action probabilities from their lagging copy',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'M-step, trust region',
  },
  config: z.strictObject({
    bound: z
      .number()
      .positive()
      .default(2.5e-3)
      .describe(`nats that the prior may move from its lagging copy, mean over states; .0025 in ${CODE}`),
    initialMultiplier: z.number().positive().default(3).describe(`at the start; 3 in ${CODE}`),
    learningRate: z.number().positive().default(1e-2).describe(`rate of the raw multiplier; 1e-2 in ${CODE}`),
  }),
  provides: ['penalty', 'holdsPrior'],
  requires: ['prior.enumerate'],
  inject: [Tokens.parameters],
  create: ({ bound, initialMultiplier, learningRate }, parameters) => {
    const multipliers = new Multipliers(multiplierGroup(parameters, learningRate), 'kl', 1, initialMultiplier);
    return {
      program: (step) => ({
        holds: 'prior',
        penalty: (previous, current) => {
          const kl = tf.mean(divergence(detach(enumerationOf(previous)), enumerationOf(current)));
          const { penalty, dual, multiplier } = multipliers.of(step, tf.expandDims(kl, 0), bound);
          return {
            loss: penalty,
            losses: [dualLoss(dual)],
            metrics: { trustRegionKl: kl, trustRegionMultiplier: multiplier },
          };
        },
      }),
    };
  },
});
