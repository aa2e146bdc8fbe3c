import { definePlugin, type OptimiserStep, type Progress, type Schedule } from '@vem/framework';
import { z } from 'zod';

const phase = z.enum(['model', 'evaluate', 'eStep', 'mStep', 'temperature']);

class OffPolicy implements Schedule {
  readonly steps: readonly OptimiserStep[];
  readonly #updatesPerStep: number;

  constructor(steps: readonly OptimiserStep[], updatesPerStep: number) {
    this.steps = steps;
    this.#updatesPerStep = updatesPerStep;
  }

  /** Whole updates between the two counts of environment steps, so fractions of an update are not lost. */
  updatesDue({ envSteps }: Progress, newEnvSteps: number): number {
    return Math.floor(envSteps * this.#updatesPerStep) - Math.floor((envSteps - newEnvSteps) * this.#updatesPerStep);
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
    steps: z
      .array(z.array(phase).min(1))
      .min(1)
      .default([['evaluate'], ['eStep', 'mStep', 'temperature']])
      .describe(
        'optimiser steps of an update in order; the phases of one step see the same parameters, phases of empty slots are left out',
      ),
  }),
  inject: [],
  create: ({ steps, updatesPerStep }) => new OffPolicy(steps, updatesPerStep),
});
