import { definePlugin, type Optimiser } from '@vem/framework';
import { sgd } from '@vem/training';
import { z } from 'zod';

/** Gradient descent that counts its steps, by group. */
export function countedSteps(counts: Record<string, number>, options: Parameters<typeof sgd>[0] = {}) {
  const made = (sgd(options) as unknown as { create(): Optimiser }).create();
  return definePlugin({
    slot: 'optimiser',
    name: 'counted-steps',
    description: 'Gradient descent that counts its steps',
    config: z.strictObject({}),
    inject: [],
    create: (): Optimiser => ({
      ...made,
      attach: (group, vectors, kernels) => {
        const one = made.attach(group, vectors, kernels);
        return {
          step: (occasion) => {
            counts[group.name] = (counts[group.name] ?? 0) + 1;
            one.step(occasion);
          },
          state: () => one.state(),
          restore: (state) => one.restore(state),
        };
      },
    }),
  })();
}
