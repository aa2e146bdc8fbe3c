import { pendulum } from '@vem/envs';
import { weights } from '@vem/posteriors';
import { mpo } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';
import { adam, replay, samplePrior } from '@vem/training';
import { expectation, singleQ } from '@vem/values';

export interface SmallMpoOptions {
  /** Steps of uniform random actions; default 100, as many as learning waits for. */
  readonly warmUpSteps?: number;
  /** Environment steps before learning starts; default 100. */
  readonly startAfter?: number;
  /** Of the hidden layers; default ReLU, as in the preset. */
  readonly activation?: 'relu' | 'elu';
}

/** MPO on the pendulum with networks of 2×32, batches of 64 and 5 samples: a whole algorithm that runs in milliseconds. */
export const smallMpo = ({ warmUpSteps = 100, startAfter = 100, activation = 'relu' }: SmallMpoOptions = {}) => {
  const hidden = [32, 32];
  const target = { kind: 'copyEvery', updates: 20 } as const;
  return {
    ...mpo(),
    environment: pendulum(),
    // Not from 0 on: what numbers differ by is measured in units of their size.
    prior: learnedGaussian({ squash: 'identity', hidden, activation, target, outputGain: 1 }),
    posterior: weights({ samples: 5 }),
    valueEstimator: singleQ({ hidden, activation, target }),
    bootstrap: expectation({ who: 'prior', samples: 5 }),
    behaviour: samplePrior({ warmUp: 'uniform', warmUpSteps }),
    data: replay({ batchSize: 64, capacity: 10_000, startAfter, window: 3 }),
    optimiser: adam({ learningRate: 1e-3 }),
  };
};
