import { pendulum } from '@vem/envs';
import { ensemble } from '@vem/models';
import { klDual, tanhGaussian, valueExpansion } from '@vem/posteriors';
import { mbpo, mveSac, priorValueGradients, smcp, spo } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';
import {
  adam,
  branchedRollouts,
  offPolicy,
  particlePlanner,
  pathIntegralPlanner,
  replay,
  samplePosterior,
  simulatorPlanner,
} from '@vem/training';
import { expectation, singleQ, twinQ } from '@vem/values';

const hidden = [8];
const target = { kind: 'copyEvery', updates: 7 } as const;
const small = { batchSize: 16, capacity: 100, startAfter: 20 };
const optimiser = adam({ learningRate: 1e-3 });
const warmUpSteps = 20;
const model = ensemble({ members: 3, elites: 2, hidden, continuationHidden: [4] });
const modelFit = () => ({
  phases: ['model' as const],
  every: { envSteps: 50 },
  rows: 'epochs' as const,
  heldOut: 0.3,
  until: 'stop' as const,
  repeat: 3,
});

/** The presets with models, with networks of 8 units, that learn after 20 steps and forget after 100. */
export const smallMveSac = {
  ...mveSac(),
  environment: pendulum(),
  posterior: tanhGaussian({ hidden }),
  valueEstimator: twinQ({ hidden }),
  gradientEstimator: valueExpansion({ horizon: 2 }),
  model,
  behaviour: samplePosterior({ warmUpSteps }),
  data: replay(small),
  optimiser,
  schedule: offPolicy({ updatesPerStep: 0.5, steps: [modelFit(), ['value'], ['eStep', 'temperature']] }),
};

export const smallMbpo = {
  ...mbpo(),
  environment: pendulum(),
  posterior: tanhGaussian({ hidden }),
  valueEstimator: twinQ({ hidden }),
  model,
  behaviour: samplePosterior({ warmUpSteps }),
  data: branchedRollouts({ ...small, realRatio: 0.3, every: 25, rollouts: 40, horizon: 2, retained: 2 }),
  optimiser,
  schedule: offPolicy({ updatesPerStep: 0.5, steps: [modelFit(), ['value'], ['eStep', 'temperature']] }),
};

export const smallPriorValueGradients = {
  ...priorValueGradients('prior-rollouts'),
  environment: pendulum(),
  prior: learnedGaussian({ hidden, target }),
  posterior: tanhGaussian({ hidden }),
  valueEstimator: twinQ({ hidden }),
  model,
  behaviour: samplePosterior({ warmUpSteps }),
  data: replay(small),
  optimiser,
  schedule: offPolicy({ updatesPerStep: 0.5, steps: [modelFit(), ['value'], ['eStep', 'mStep', 'temperature']] }),
};

export const smallSmcp = {
  ...smcp(),
  environment: pendulum(),
  posterior: tanhGaussian({ hidden }),
  valueEstimator: twinQ({ hidden }),
  model,
  behaviour: particlePlanner({ warmUpSteps, particles: 4, horizon: 2, ahead: 'expectation', draws: 2 }),
  data: replay(small),
  optimiser,
  schedule: offPolicy({ updatesPerStep: 0.5, steps: [modelFit(), ['value'], ['eStep', 'temperature']] }),
};

/** The same by whole sequences of actions. */
export const smallPathIntegrals = {
  ...smallSmcp,
  behaviour: pathIntegralPlanner({ warmUpSteps, particles: 4, horizon: 2, deviation: 'fitted' }),
};

export const smallSpo = {
  ...spo(),
  environment: pendulum(),
  prior: learnedGaussian({ squash: 'identity', hidden, target }),
  valueEstimator: singleQ({ hidden, target }),
  bootstrap: expectation({ who: 'prior', samples: 2 }),
  model,
  temperature: klDual({ bound: 0.1 }),
  behaviour: particlePlanner({ warmUpSteps, particles: 4, horizon: 2, proposal: 'prior', resampleBelow: 0.5 }),
  data: replay(small),
  optimiser,
  schedule: offPolicy({ updatesPerStep: 0.5, steps: [modelFit(), ['value', 'eStep', 'mStep', 'temperature']] }),
};

export const smallSpoOnSimulator = {
  ...smallSpo,
  model: undefined,
  behaviour: simulatorPlanner({ warmUpSteps, particles: 4, horizon: 2, resampleBelow: 0.5 }),
  schedule: offPolicy({ updatesPerStep: 0.5, steps: [['value', 'eStep', 'mStep', 'temperature']] }),
};
