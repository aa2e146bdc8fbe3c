import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, meanOverRows } from '@vem/framework';
import { z } from 'zod';
import { priorOutcome } from './fit.js';
import * as errors from './mStepErrors.js';

/**
 * min_θ E_s[KL(π^H ‖ p^H_θ) + E_z KL(π^L ‖ p^L_θ)], the bound on KL(π ‖ p_θ), part by part, with the posterior's own latents: Tirumala et
 * al. 2019, arXiv:1903.07438, eq. 8.
 */
export const distilBound = definePlugin({
  slot: 'mStep',
  name: 'distil-bound',
  description: 'Moves both levels of a prior with a latent variable towards the posterior’s',
  source: {
    title: 'Tirumala et al. 2019, Exploiting Hierarchy for Learning and Transfer in KL-regularized RL',
    arxiv: '1903.07438',
    where: 'eq. 8',
  },
  config: z.strictObject({}),
  provides: ['trainsPrior'],
  requires: ['prior.learnable', 'prior.latents', 'posterior.latents'],
  inject: [],
  create: () => ({
    program: (step) => ({
      loss: () => {
        const { observation_BO, weight_B } = step.batch;
        const previous = step.prior.at(observation_BO, 'target');
        const current = step.prior.at(observation_BO, 'online');
        const kl_B = step.belief().klTo?.(current);
        if (!kl_B) throw errors.partsWithoutDivergence();
        const kl = meanOverRows({ weight_B }, kl_B);
        return priorOutcome(step, { value: kl, rows: 'mean', metrics: { kl: tf.mean(kl_B) } }, [previous, current]);
      },
    }),
  }),
});
