import { cartPole, pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { categorical, exactCategorical, steinSampler, tanhGaussian, weights } from '@vem/posteriors';
import { mpo, sac, sql } from '@vem/presets';
import { learnedCategorical, learnedGaussian } from '@vem/priors';
import { adam, replay, samplePosterior, samplePrior } from '@vem/training';
import { actionValues, expectation, singleQ, twinQ } from '@vem/values';

const hidden = [8];
const target = { kind: 'copyEvery', updates: 7 } as const;
const small = { batchSize: 16, capacity: 100, startAfter: 20 };
const optimiser = adam({ learningRate: 1e-3 });
const warmUpSteps = 20;

/** Every preset on both kinds of actions, with networks of 8 units, that learns after 20 steps and forgets after 100. */
export const smallPresets = {
  'sac, box': {
    ...sac(),
    environment: pendulum(),
    posterior: tanhGaussian({ hidden }),
    valueEstimator: twinQ({ hidden }),
    behaviour: samplePosterior({ warmUpSteps }),
    data: replay(small),
    optimiser,
  },
  'sac, discrete': {
    ...sac(),
    environment: cartPole(),
    posterior: categorical({ hidden }),
    valueEstimator: actionValues({ hidden }),
    behaviour: samplePosterior({ warmUpSteps }),
    data: replay(small),
    optimiser,
  },
  'sql, box': {
    ...sql(),
    environment: pendulum(),
    posterior: steinSampler({ hidden, particles: 4 }),
    valueEstimator: singleQ({ hidden }),
    behaviour: samplePosterior({ assessment: 'bestOfQ', warmUpSteps }),
    data: replay(small),
    optimiser,
  },
  'sql, discrete': {
    ...sql(),
    environment: cartPole(),
    valueEstimator: actionValues({ critics: 1, hidden, target }),
    behaviour: samplePosterior({ warmUpSteps }),
    data: replay(small),
    optimiser,
  },
  'mpo, box': {
    ...mpo(),
    environment: pendulum(),
    prior: learnedGaussian({ squash: 'identity', hidden, target }),
    posterior: weights({ samples: 4 }),
    valueEstimator: singleQ({ hidden, target }),
    bootstrap: expectation({ who: 'prior', samples: 4 }),
    behaviour: samplePrior({ warmUp: 'uniform', warmUpSteps }),
    data: replay({ ...small, window: 3 }),
    optimiser,
  },
  'mpo, discrete': {
    ...mpo(),
    environment: cartPole(),
    prior: learnedCategorical({ hidden, target }),
    posterior: exactCategorical({ train: 'target' }),
    valueEstimator: actionValues({ critics: 1, hidden }),
    behaviour: samplePrior({ warmUp: 'uniform', warmUpSteps }),
    data: replay(small),
    optimiser,
  },
} as const satisfies Readonly<Record<string, SlotMap>>;
