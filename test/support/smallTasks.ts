import { corridorTasks, pointMass } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { categorical, hierarchicalGaussian, tanhGaussian } from '@vem/posteriors';
import { distral, hdp, iadp } from '@vem/presets';
import { hierarchicalGaussian as latentPrior, learnedCategorical, learnedGaussian } from '@vem/priors';
import { replay, sampleLatent, samplePosterior } from '@vem/training';
import { actionValues, twinQ } from '@vem/values';

const environment = corridorTasks({
  length: 5,
  goals: [
    [0, 0],
    [4, 0],
  ],
});

const hidden = [8];
const target = { kind: 'copyEvery', updates: 7 } as const;
const behaviour = samplePosterior({ warmUpSteps: 20 });
const data = replay({ batchSize: 16, capacity: 100, startAfter: 20 });

/** Presets that tell tasks or goals apart. */
export const smallTasks = {
  'distral, tasks': {
    ...distral(),
    environment,
    data: replay({ balanced: true, batchSize: 16, capacity: 100, startAfter: 20 }),
  },
  'iadp, box': {
    ...iadp(),
    environment: pointMass(),
    prior: learnedGaussian({ view: 'withoutGoal', hidden, target }),
    posterior: tanhGaussian({ hidden }),
    valueEstimator: twinQ({ hidden }),
    behaviour,
    data,
  },
  'hdp, box': {
    ...hdp(),
    environment: pointMass(),
    prior: latentPrior({ view: 'withoutGoal', hidden, latents: 2, target }),
    posterior: hierarchicalGaussian({ hidden, latents: 2 }),
    valueEstimator: twinQ({ hidden }),
    behaviour,
    data,
  },
  // Checkpoints fall into the middle of what is held.
  'hdp with held latents, box': {
    ...hdp('autoregressive'),
    environment: pointMass(),
    prior: latentPrior({ view: 'withoutGoal', hidden, latents: 2, target, latent: 'autoregressive' }),
    posterior: hierarchicalGaussian({ hidden, latents: 2 }),
    valueEstimator: twinQ({ hidden }),
    behaviour: sampleLatent({ latents: 2, hold: 5, warmUpSteps: 20 }),
    data,
  },
  'iadp, discrete': {
    ...iadp(),
    environment,
    prior: learnedCategorical({ view: 'withoutGoal', hidden, target }),
    posterior: categorical({ hidden }),
    valueEstimator: actionValues({ hidden }),
    behaviour,
    data,
  },
} as const satisfies Readonly<Record<string, SlotMap>>;
