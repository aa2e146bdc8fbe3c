import { definePlugin, type Schedule } from '@vem/framework';
import { z } from 'zod';
import { scheduleSteps } from './steps.js';

/**
 * All updates come before the first environment step, and end when a phase says that it has converged: for algorithms that
 * learn from a known model, or from what was given. The run then only acts.
 */
export const beforeActing = definePlugin({
  slot: 'schedule',
  name: 'before-acting',
  description: 'All updates before the first environment step, until a phase has converged',
  config: z.strictObject({
    updates: z
      .int()
      .positive()
      .default(1000)
      .describe('largest number of updates; a phase that signals `stop` ends them sooner'),
    steps: scheduleSteps([['value'], ['eStep', 'mStep', 'temperature']]),
  }),
  requires: ['data.given'],
  inject: [],
  create: ({ steps, updates }): Schedule => ({ steps, initialUpdates: updates, updatesDue: () => 0 }),
});
