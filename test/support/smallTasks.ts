import { corridorTasks } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { distral } from '@vem/presets';
import { replay } from '@vem/training';

const environment = corridorTasks({
  length: 5,
  goals: [
    [0, 0],
    [4, 0],
  ],
});

/** Presets that tell tasks apart, where there are two. */
export const smallTasks = {
  'distral, tasks': {
    ...distral(),
    environment,
    data: replay({ balanced: true, batchSize: 16, capacity: 100, startAfter: 20 }),
  },
} as const satisfies Readonly<Record<string, SlotMap>>;
