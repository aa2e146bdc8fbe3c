import { pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { rankWeights, tanhGaussian, weights } from '@vem/posteriors';
import { mpoParametric, rerpi } from '@vem/presets';
import { learnedGaussian, snapshot } from '@vem/priors';
import { adam, replay, samplePosterior, samplePrior } from '@vem/training';
import { expectation, singleQ } from '@vem/values';

const hidden = [8];
const target = { kind: 'copyEvery', updates: 7 } as const;
const small = { batchSize: 16, capacity: 100, startAfter: 20 };
const common = {
  environment: pendulum(),
  valueEstimator: singleQ({ hidden, target }),
  bootstrap: expectation({ who: 'prior', samples: 4 }),
  optimiser: adam({ learningRate: 1e-3 }),
};

/** Parametric MPO on the pendulum with networks of 8 units, learning after 20 steps. */
export const smallMpoParametric = {
  ...mpoParametric(),
  ...common,
  posterior: tanhGaussian({ hidden }),
  mStep: snapshot({ rule: target }),
  behaviour: samplePosterior({ warmUpSteps: 20 }),
  data: replay({ ...small, window: 3 }),
} as const satisfies SlotMap;

const smallRerpiWith = {
  ...common,
  prior: learnedGaussian({ squash: 'identity', hidden, target }),
  behaviour: samplePrior({ warmUp: 'uniform', warmUpSteps: 20 }),
  data: replay(small),
};

/** RERPI of the same sizes, with weights by value. */
export const smallRerpi = {
  ...rerpi(),
  ...smallRerpiWith,
  posterior: weights({ samples: 4 }),
} as const satisfies SlotMap;

/** The same with weights by rank. */
export const smallRankedRerpi = {
  ...rerpi('rank'),
  ...smallRerpiWith,
  posterior: rankWeights({ samples: 4 }),
} as const satisfies SlotMap;
