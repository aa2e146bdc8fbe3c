import { definePlugin, type Progress, type Schedule } from '@vem/framework';
import { z } from 'zod';
import * as errors from './scheduleErrors.js';
import { scheduleSteps } from './steps.js';

/** @throws VEM_SCHEDULE_ENDLESS */
function updatesDue(_progress: Progress, _newEnvSteps: number, batchesLeft: number): number {
  if (!Number.isFinite(batchesLeft)) throw errors.batchesEndless('every-batch');
  return batchesLeft;
}

/** Learn from a roll-out as soon as it is whole, to the end of its epochs; in between, only act. */
export const everyBatch = definePlugin({
  slot: 'schedule',
  name: 'every-batch',
  description: 'As many updates as the data source has batches',
  source: {
    title: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms',
    arxiv: '1707.06347',
    where: 'algorithm 1',
  },
  config: z.strictObject({ steps: scheduleSteps([['value', 'eStep', 'mStep', 'temperature']]) }),
  requires: ['data.rollouts'],
  inject: [],
  create: ({ steps }): Schedule => ({ steps, updatesDue }),
});
