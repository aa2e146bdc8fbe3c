import * as tf from '@tensorflow/tfjs-core';
import { type Behaviour, type Capability, definePlugin, Tokens } from '@vem/framework';
import { z } from 'zod';
import { Sampling } from './sampling.js';
import { warmUpHold, warmUpSteps } from './warmUp.js';

const PAPER = 'Fujimoto et al. 2018, arXiv:1802.09477';

const config = z.strictObject({
  noise: z
    .number()
    .positive()
    .default(0.1)
    .describe(`σ of the noise, in box units, independent from step to step; .1 in ${PAPER}, section 6.1`),
  warmUpSteps,
  warmUpHold,
});

/** The posterior's mode acts, while training with Gaussian noise on it, cut at the box: for posteriors that do not explore. */
export const noisyMode = definePlugin({
  slot: 'behaviour',
  name: 'noisy-mode',
  description: 'Acts by the posterior’s mode with Gaussian noise, after a warm-up',
  source: {
    title: 'Fujimoto et al. 2018, Addressing Function Approximation Error in Actor-Critic Methods',
    arxiv: '1802.09477',
    where: 'algorithm 1',
  },
  config,
  provides: ['actsByPosterior'],
  requires: ['environment.box', 'posterior.mode'],
  inject: [Tokens.action],
  create: ({ noise, ...options }, action) => {
    const acting = { plugin: 'noisy-mode', of: 'posterior', copy: 'online', record: new Set<Capability>() } as const;
    const sampling = new Sampling({ ...options, warmUp: 'uniform', evaluation: 'mode' }, action, acting);
    const behaviour: Behaviour = {
      columns: [],
      evaluation: 'mode',
      explores: (progress) => sampling.explores(progress),
      explore: (...given) => sampling.explore(...given),
      program: (step) => ({
        ...sampling.program(step),
        act: (observation_NO) => {
          const mode_NA = tf.squeeze(step.posterior.infer(observation_NO, 'act').mode!().action_SBA, [0]);
          const noisy_NA = tf.add(mode_NA, tf.mul(noise, step.noise.normal(mode_NA.shape)));
          return { action_NA: tf.clipByValue(noisy_NA, -1, 1), record: {} };
        },
      }),
    };
    return behaviour;
  },
});
