import { networkOptions, orderedRange } from '@vem/framework';
import { z } from 'zod';

const PAPER = 'Marino, Piché and Yue 2019';

export const iterativeOptions = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: `2×256 as in Haarnoja et al. 2018, arXiv:1812.05905, table 1, which ${PAPER}, section 4.1, take over`,
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
    outputGain: 0,
    outputGainSource: '0: gates start at 1/2 and proposals at 0, so that the first iterations halve the parameters',
  }),
  iterations: z
    .int()
    .positive()
    .default(2)
    .describe(
      `K, updates of a state's distribution, the same while acting and learning; 2 in ${PAPER}, section 4.1, 10 for its figure 2`,
    ),
  start: z
    .enum(['constant', 'prior', 'network'])
    .default('constant')
    .describe(
      'where iterations start. `constant`: the same Gaussian everywhere; `prior`: the Gaussian of the prior at the state; `network`: what a direct network gives, trained for its own outcome (semi-amortised, Kim et al. 2018, arXiv:1802.02550)',
    ),
  initialMean: z.number().default(0).describe('of the constant start, pre-squash'),
  initialStd: z
    .number()
    .positive()
    .default(1)
    .describe('standard deviation of the constant start, pre-squash; with mean 0, 1 is the prior N(0, 1)'),
  encoding: z
    .enum(['standardised', 'signLog'])
    .optional()
    .describe(
      'of what the network sees besides the state. `standardised`: parameters and gradients less their mean over the A components, divided by their deviation (arXiv:1807.09356, section 4.2), which leaves nothing of one component and of two only which is larger; `signLog`: gradients by sign and logarithm (Andrychowicz et al. 2016, arXiv:1606.04474, appendix A), parameters as they are; unset: `signLog` for one dimension, else `standardised`',
    ),
  squash: z
    .enum(['tanh', 'identity'])
    .default('tanh')
    .describe(`how pre-squash numbers become actions; tanh in ${PAPER}, eq. 14`),
  logStdRange: orderedRange()
    .default([-20, 2])
    .describe('log σ is clipped to these, in pre-squash units; −20 and 2 in the public code of arXiv:1801.01290'),
});

export type IterativeOptions = z.output<typeof iterativeOptions>;
