import { definePlugin, Gru, type Memory, Tokens } from '@vem/framework';
import { z } from 'zod';

/** Whose loss it is learned by, and whose parameters its own are. */
const LEARNER = 'valueEstimator';

/**
 * Remembers what was seen by a gated recurrent unit, learned by the loss of the value estimator alone: what a state is worth needs all
 * that matters of the past, while a policy that could move its own memory along the gradient of Q would make states look better than they
 * are. Policies see it without gradient, as in Yarats et al. 2021, arXiv:2107.09645, section 3.1, and so do value targets, with the
 * parameters of now.
 */
export const gru = definePlugin({
  slot: 'memory',
  name: 'gru',
  description: 'A gated recurrent unit, learned by the loss of the value estimator along sequences',
  source: {
    title: 'Cho et al. 2014, Learning Phrase Representations using RNN Encoder-Decoder',
    arxiv: '1406.1078',
    where: 'eq. 5 to 8',
  },
  config: z.strictObject({
    units: z
      .int()
      .positive()
      .max(4096)
      .default(128)
      .describe('M, numbers that are remembered; 128 in the public code of Ni et al. 2022, arXiv:2110.05038'),
  }),
  provides: ['recurrent'],
  // Of single steps nothing could be learned about what to remember.
  requires: ['data.sequences'],
  inject: [Tokens.observation, Tokens.parameters],
  create: ({ units }, observation, parameters): Memory => {
    const cell = new Gru({ name: 'memory', input: observation.size, units });
    parameters.extend(LEARNER, (group) => cell.declare(group));
    return {
      size: units,
      program: (step) => {
        const own = step.parameters(LEARNER);
        return {
          read: (observation_BO) => cell.read(own, observation_BO),
          next: (read_BX, before_BM) => cell.next(own, read_BX, before_BM),
        };
      },
    };
  },
});
