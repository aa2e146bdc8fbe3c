import { corridorTasks, pointMass } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { categorical, tanhGaussian } from '@vem/posteriors';
import { distral, iadp } from '@vem/presets';
import { learnedCategorical, learnedGaussian } from '@vem/priors';
import { replay, samplePosterior } from '@vem/training';
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
