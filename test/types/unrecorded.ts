// A behaviour for the other files of this folder.
import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, sampleOf } from '@vem/framework';
import { z } from 'zod';

/** The posterior acts, and nothing is written down about its actions. */
export const unrecorded = definePlugin({
  slot: 'behaviour',
  name: 'unrecorded',
  description: 'Draws from the posterior, without records',
  config: z.strictObject({}),
  provides: ['actsByPosterior'],
  requires: ['posterior.sample'],
  inject: [],
  create: () => ({
    columns: [],
    evaluation: 'sample',
    program: (step) => {
      const drawn = (observation_NO: tf.Tensor, purpose: 'act' | 'evaluate') =>
        tf.squeeze<tf.Tensor>(sampleOf(step.posterior.infer(observation_NO, purpose), 1).action_SBA, [0]);
      return {
        act: (observation_NO) => ({ action_NA: drawn(observation_NO, 'act'), record: {} }),
        evaluate: (observation_NO) => ({ action_NA: drawn(observation_NO, 'evaluate') }),
      };
    },
  }),
});
