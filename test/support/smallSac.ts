import { pendulum } from '@vem/envs';
import { tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { twinQ } from '@vem/values';

export interface SmallSacOptions {
  /** Steps of uniform random actions; default 100, as many as learning waits for. */
  readonly warmUpSteps?: number;
  /** Environment steps before learning starts; default 100. */
  readonly startAfter?: number;
  /** Transitions that are kept; default 10 000. */
  readonly capacity?: number;
  /** Of the hidden layers; default ReLU, as in the preset. */
  readonly activation?: 'relu' | 'elu';
}

/** SAC on the pendulum with networks of 2×32 and batches of 64: a whole algorithm that runs in milliseconds. */
export const smallSac = ({
  warmUpSteps = 100,
  startAfter = 100,
  capacity = 10_000,
  activation = 'relu',
}: SmallSacOptions = {}) => ({
  ...sac(),
  environment: pendulum(),
  posterior: tanhGaussian({ hidden: [32, 32], activation }),
  valueEstimator: twinQ({ hidden: [32, 32], activation }),
  behaviour: samplePosterior({ warmUpSteps }),
  data: replay({ batchSize: 64, capacity, startAfter }),
  optimiser: adam({ learningRate: 1e-3 }),
  schedule: offPolicy(),
});
