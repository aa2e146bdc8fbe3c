import { VemError } from '@vem/framework';

/** All batches are to be learned from, but the data source never runs out of them. */
export const batchesEndless = (plugin: string) =>
  new VemError(
    `Slot "schedule", plugin "${plugin}": as many updates are made as the data source has batches, and this one gives as many as are asked for. Choose \`data: rollouts()\`, or \`schedule: offPolicy()\`.`,
    { code: 'VEM_SCHEDULE_ENDLESS', slot: 'schedule', exitStatus: 2 },
  );
