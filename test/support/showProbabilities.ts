import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, definePlugin, enumerationOf, sampleOf, Tokens } from '@vem/framework';
import { z } from 'zod';

/** Acts by draws from the posterior and records the probabilities it drew with, in the column `probability`. */
export const showProbabilities = definePlugin({
  slot: 'behaviour',
  name: 'show-probabilities',
  description: 'Acts by draws from the posterior and records its probabilities',
  config: z.strictObject({}),
  provides: ['actsByPosterior'],
  requires: ['posterior.sample', 'posterior.enumerate'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    columns: [{ name: 'probability', size: actionWidth(action) }],
    evaluation: 'mode',
    program: (step) => ({
      act: (observation_NO) => {
        const belief = step.posterior.infer(observation_NO, 'act');
        const action_NA = tf.squeeze(sampleOf(belief, 1).action_SBA, [0]);
        return { action_NA, record: { probability: tf.exp(enumerationOf(belief)) } };
      },
      evaluate: (observation_NO) => {
        const belief = step.posterior.infer(observation_NO, 'evaluate');
        return { action_NA: tf.squeeze(belief.mode!().action_SBA, [0]) };
      },
    }),
  }),
});
