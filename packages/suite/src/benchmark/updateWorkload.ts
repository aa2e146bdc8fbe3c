import { composeUnchecked, type SlotMap } from '@vem/framework';
import type { Workload } from './benchmark.js';

/** Transitions in the replay that batches are drawn from: more than the processor caches. */
const EXPERIENCE = 20_000;

/** Updates of an off-policy algorithm: drawing the batch and the noise, gradients, optimiser, targets. */
export async function updateWorkload(slots: SlotMap, threads = 1): Promise<Workload> {
  const run = composeUnchecked(slots, { seed: 0, threads });
  const pipeline = await run.open();
  const { actor, data, batch, update, parameters } = pipeline;
  for (let step = 0; step < EXPERIENCE; step++) data.append(actor.act(pipeline.progress));
  return {
    operations: 1,
    run() {
      batch.fill();
      parameters.synchronise(pipeline.countUpdate(update.run(pipeline.progress)));
    },
    dispose: () => run.dispose(),
  };
}
