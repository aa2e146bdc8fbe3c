import * as tf from '@tensorflow/tfjs-core';
import { type ActionSample, type Behaviour, definePlugin, LATENT_MEMORY, latentsOption, Tokens } from '@vem/framework';
import { z } from 'zod';
import * as errors from './behaviourErrors.js';
import { WarmUp, warmUpHold, warmUpSteps } from './warmUp.js';

const { latent: LATENT, left: LEFT, begun: BEGUN } = LATENT_MEMORY;

/**
 * Acts by a posterior with a latent variable, which it carries: z of the step before, for priors in which latents hang on each
 * other, and z that goes on where it is held for several steps.
 */
export const sampleLatent = definePlugin({
  slot: 'behaviour',
  name: 'sample-latent',
  description: 'Acts by draws from a posterior with a latent variable, which goes on from step to step',
  source: {
    title: 'Tirumala et al. 2019, Exploiting Hierarchy for Learning and Transfer in KL-regularized RL',
    arxiv: '1903.07438',
  },
  config: z.strictObject({
    latents: latentsOption,
    hold: z
      .int()
      .positive()
      .default(1)
      .describe('environment steps for which each z is held; 1: it is drawn in every step'),
    warmUp: z.literal('uniform').default('uniform').describe('who acts before learning starts: uniform random actions'),
    warmUpSteps,
    warmUpHold,
  }),
  provides: ['actsByPosterior', 'latents'],
  requires: ['posterior.latents', 'posterior.sample', 'posterior.mode'],
  inject: [Tokens.action, Tokens.asked],
  create: ({ latents, hold, ...options }, action, asked): Behaviour => {
    const warmUp = new WarmUp(options, action, 'sample-latent', asked);
    /** What the next step finds. */
    const carried = ({ latents: drawn = {} }: ActionSample, left_N1: tf.Tensor) => {
      if (!drawn[LATENT]) throw errors.latentNotDrawn(LATENT, Object.keys(drawn));
      return {
        [LATENT]: tf.squeeze<tf.Tensor>(drawn[LATENT], [0]),
        [LEFT]: tf.where(tf.greater(left_N1, 0.5), tf.sub(left_N1, 1), tf.fill(left_N1.shape, hold - 1)),
        [BEGUN]: tf.onesLike(left_N1),
      };
    };
    const act = (sample: ActionSample, left_N1: tf.Tensor) => ({
      action_NA: tf.squeeze<tf.Tensor>(sample.action_SBA, [0]),
      memory: carried(sample, left_N1),
    });
    return {
      columns: [],
      memory: [
        { name: LATENT, size: latents },
        { name: LEFT, size: 1 },
        { name: BEGUN, size: 1 },
      ],
      evaluation: 'mode',
      explores: (progress) => warmUp.goesOn(progress),
      explore: (stream, action_NA, progress, columns) => warmUp.act(stream, action_NA, progress, columns),
      program: (step) => ({
        act: (observation_NO, memory) => ({
          ...act(step.posterior.infer(observation_NO, 'act').sample!(1), memory[LEFT]),
          record: {},
        }),
        evaluate: (observation_NO, manner, memory) => {
          const belief = step.posterior.infer(observation_NO, 'evaluate');
          return act(manner === 'sample' ? belief.sample!(1) : belief.mode!(), memory[LEFT]);
        },
      }),
    };
  },
});
