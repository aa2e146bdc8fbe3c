import { definePlugin, Tokens } from '@vem/framework';
import { z } from 'zod';
import { studentTDensity } from './studentTDensity.js';

/** Like a Gaussian prior, but far actions cost little more than near ones. */
export const studentT = definePlugin({
  slot: 'prior',
  name: 'student-t',
  description: 'A Student-t distribution before the squash, the same at every state',
  config: z.strictObject({
    degreesOfFreedom: z
      .int()
      .positive()
      .default(3)
      .describe('ν; 1 is the Cauchy distribution, many approach a Gaussian'),
    scale: z.number().positive().default(1).describe('width of each dimension, in pre-squash units'),
  }),
  provides: ['density', 'sample', 'space:u'],
  requires: ['environment.box'],
  inject: [Tokens.action],
  create: ({ degreesOfFreedom, scale }, action) => ({
    program: (step) => ({
      at: (observation_BO) => {
        const shape = [observation_BO.shape[0]!, action.kind === 'box' ? action.dimension : 0] as const;
        return studentTDensity(degreesOfFreedom, scale, shape, step.noise);
      },
    }),
  }),
});
