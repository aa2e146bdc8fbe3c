import { networkOptions, orderedRange } from '@vem/framework';
import { z } from 'zod';

export const flowOptions = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 for the state in Haarnoja et al. 2018, arXiv:1804.02808, appendix',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
  }),
  layers: z
    .int()
    .min(2)
    .default(4)
    .describe(
      'coupling layers where the action has two dimensions or more; 4 in Tang and Agrawal 2018, arXiv:1809.10326, 2 in arXiv:1804.02808',
    ),
  width: z
    .int()
    .positive()
    .default(32)
    .describe('units of each coupling layer’s conditioner; 3 in arXiv:1809.10326, A in arXiv:1804.02808; chosen here'),
  scaleBound: z
    .number()
    .positive()
    .default(2)
    .describe('log-scales of coupling layers lie within ± this; unbounded ones overflow. Chosen here'),
  bins: z
    .int()
    .min(2)
    .default(8)
    .describe(
      'K of the spline that takes the place of coupling layers in one dimension; 8 in Durkan et al. 2019, arXiv:1906.04032',
    ),
  logStdRange: orderedRange()
    .default([-20, 2])
    .describe('of the Gaussian that the flow starts as, pre-squash; −20 and 2 in the public code of arXiv:1801.01290'),
});

export type FlowOptions = Omit<z.output<typeof flowOptions>, 'learningRate'>;
