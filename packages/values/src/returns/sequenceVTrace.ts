import { vTrace as corrected, definePlugin } from '@vem/framework';
import { z } from 'zod';
import { corrects, inRows, inTime, ratiosOf, sequenceOf, trace, who } from './alongSequences.js';
import { discount } from './discount.js';

/**
 * Targets for V along sequences that somebody else than the present policy may have left: V-trace, Espeholt et al. 2018,
 * arXiv:1802.01561, eq. 1, each time with the densities of now.
 */
export const sequenceVTrace = definePlugin({
  slot: 'returns',
  name: 'sequence-v-trace',
  description: 'Targets for V along sequences, corrected for who acted by truncated ratios',
  source: {
    title: 'Espeholt et al. 2018, IMPALA: Scalable Distributed Deep-RL',
    arxiv: '1802.01561',
    where: 'eq. 1',
  },
  config: z.strictObject({
    discount,
    lambda: trace,
    who,
    rhoBar: z.number().positive().default(1).describe('ρ̄, largest ratio of a difference; 1 in arXiv:1802.01561'),
    cBar: z.number().positive().default(1).describe('c̄, largest ratio along time; 1 in arXiv:1802.01561'),
  }),
  requires: ['data.sequences', 'bootstrap.plain', 'behaviour.logMu', 'behaviour.preSquash'],
  refine: (options) => ({ requires: corrects(options.who) }),
  inject: [],
  create: ({ who: whose, discount: gamma, lambda, ...bounds }) => ({
    program: (step) => ({
      target: () => {
        const { batch, bootstrap } = step;
        const { time } = batch;
        const course = { ...sequenceOf(step, time), value_TN: inTime(bootstrap.value(batch.observation_BO), time) };
        return inRows(corrected(course, ratiosOf(step, time, whose), { discount: gamma, lambda }, bounds).value_TN);
      },
    }),
  }),
});
