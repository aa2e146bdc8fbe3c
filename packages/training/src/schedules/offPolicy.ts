import { definePlugin, type Progress, type Schedule } from '@vem/framework';
import { z } from 'zod';
import { scheduleSteps } from './steps.js';

class OffPolicy implements Schedule {
  readonly steps: Schedule['steps'];
  readonly #updatesPerStep: number;

  constructor(steps: Schedule['steps'], updatesPerStep: number) {
    this.steps = steps;
    this.#updatesPerStep = updatesPerStep;
  }

  /** Whole updates between the two counts of environment steps, so fractions of an update are not lost. */
  updatesDue({ envSteps }: Progress, newEnvSteps: number, batchesLeft: number): number {
    const due =
      Math.floor(envSteps * this.#updatesPerStep) - Math.floor((envSteps - newEnvSteps) * this.#updatesPerStep);
    return Math.min(due, batchesLeft);
  }
}

/** Learn after every environment step, at a fixed ratio. */
export const offPolicy = definePlugin({
  slot: 'schedule',
  name: 'off-policy',
  description: 'A fixed number of updates per environment step',
  config: z.strictObject({
    updatesPerStep: z
      .number()
      .positive()
      .default(1)
      .describe(
        'updates per environment step, counted over all copies of the environment; 1 in Haarnoja et al. 2018, arXiv:1801.01290',
      ),
    steps: scheduleSteps([['value'], ['eStep', 'mStep', 'temperature']]),
  }),
  inject: [],
  create: ({ steps, updatesPerStep }) => new OffPolicy(steps, updatesPerStep),
});
