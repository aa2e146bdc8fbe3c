import { pendulum } from '@vem/envs';
import { steinSampler } from '@vem/posteriors';
import { sql } from '@vem/presets';
import { adam, replay, samplePosterior } from '@vem/training';
import { singleQ } from '@vem/values';

/** Soft Q-learning on the pendulum with networks of 2×32, batches of 32 and 8 particles, learning after 50 steps. */
export const smallSql = () => ({
  ...sql(),
  environment: pendulum(),
  posterior: steinSampler({ hidden: [32, 32], particles: 8 }),
  valueEstimator: singleQ({ hidden: [32, 32] }),
  behaviour: samplePosterior({ evaluation: 'bestOfQ' as const, warmUpSteps: 50 }),
  data: replay({ batchSize: 32, capacity: 1000, startAfter: 50 }),
  optimiser: adam({ learningRate: 1e-3 }),
});
