import { definePlugin, type LossOracle, type Optimiser, type OracleDemand } from '@vem/framework';
import { z } from 'zod';

/** An optimiser that moves nothing, but hands its oracle over in every step. */
export const asking = (
  demand: OracleDemand,
  hear: (oracle: LossOracle, parameters: Float32Array, gradient: Float32Array) => void,
) =>
  definePlugin({
    slot: 'optimiser',
    name: 'asking',
    description: 'Asks',
    config: z.strictObject({}),
    provides: ['naturalGradient', 'constraints'],
    inject: [],
    create: (): Optimiser => ({
      vectors: 0,
      oracle: demand,
      attach: ({ parameters, gradient }) => ({
        step: ({ oracle }) => oracle && hear(oracle, parameters, gradient),
        state: () => ({}),
        restore: () => {},
      }),
    }),
  })();
