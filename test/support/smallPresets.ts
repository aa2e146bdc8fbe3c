import { cartPole, pendulum, pendulumWithoutVelocity } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import {
  adaptiveImportance,
  categorical,
  clippedRatio,
  crossEntropy,
  exactCategorical,
  gaussian,
  gaussianMixture,
  gradientGaussian,
  iterativeGaussian,
  latentGaussian,
  normalizingFlow,
  steinSampler,
  tanhGaussian,
  weights,
} from '@vem/posteriors';
import { a2c, directSac, iterativeSac, mpo, ppo, recurrentSac, sac, sql, vmpo } from '@vem/presets';
import { learnedCategorical, learnedGaussian } from '@vem/priors';
import {
  adam,
  gru,
  replay,
  rollouts,
  runningStatistics,
  samplePosterior,
  samplePrior,
  sequenceReplay,
} from '@vem/training';
import { actionValues, expectation, singleQ, stateValue, twinQ } from '@vem/values';
import { smallBatchWeighted } from './smallBatchWeighted.js';
import { smallCrossq } from './smallCrossq.js';
import { smallDroq, smallRedq } from './smallEnsembles.js';
import {
  smallMbpo,
  smallMveSac,
  smallPathIntegrals,
  smallPriorValueGradients,
  smallSmcp,
  smallSpo,
  smallSpoOnSimulator,
} from './smallModels.js';
import { smallPaths } from './smallPaths.js';
import { smallMpoParametric, smallRankedRerpi, smallRerpi } from './smallRelativeEntropy.js';
import { smallTasks } from './smallTasks.js';
import { smallDdpg, smallTd3 } from './smallTd3.js';
import { smallNaturalPg, smallTrpo } from './smallTrpo.js';
import { smallSacV1, smallVirel } from './smallValuesOfStates.js';

const hidden = [8];
const target = { kind: 'copyEvery', updates: 7 } as const;
const small = { batchSize: 16, capacity: 100, startAfter: 20 };
const optimiser = adam({ learningRate: 1e-3 });
const warmUpSteps = 20;

const flexible = {
  environment: pendulum(),
  valueEstimator: twinQ({ hidden }),
  data: replay(small),
  optimiser,
} as const;
const behaviour = samplePosterior({ warmUpSteps });

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
  'direct-sac, box': { ...directSac(), ...flexible, behaviour, posterior: gradientGaussian({ iterations: 2 }) },
  'direct-sac by importance, box': {
    ...directSac('importance'),
    ...flexible,
    behaviour,
    posterior: adaptiveImportance({ samples: 16, iterations: 2, leastEffectiveSamples: 2 }),
  },
  'direct-sac by elites, box': {
    ...directSac('cross-entropy'),
    ...flexible,
    behaviour,
    posterior: crossEntropy({ samples: 8, elites: 3, iterations: 2 }),
  },
  'sac with a flow, box': {
    ...sac('flow'),
    ...flexible,
    behaviour: samplePosterior({ warmUpSteps, evaluation: 'bestOfQ' }),
    posterior: normalizingFlow({ hidden, width: 4, bins: 3 }),
  },
  'sac with a latent variable, box': {
    ...sac('latent'),
    ...flexible,
    behaviour: samplePosterior({ warmUpSteps, evaluation: 'bestOfQ' }),
    posterior: latentGaussian({ hidden, latent: 2 }),
  },
  'sac with a mixture, box': {
    ...sac('mixture'),
    ...flexible,
    behaviour,
    posterior: gaussianMixture({ hidden, components: 2 }),
  },
  'iterative-sac, box': {
    ...iterativeSac(),
    ...flexible,
    behaviour,
    posterior: iterativeGaussian({ hidden, start: 'network' }),
  },
  'mpo with Retrace, box': {
    ...mpo('retrace'),
    environment: pendulum(),
    prior: learnedGaussian({ squash: 'identity', hidden, target }),
    posterior: weights({ samples: 4 }),
    valueEstimator: singleQ({ hidden, target }),
    bootstrap: expectation({ who: 'prior', samples: 4 }),
    optimiser,
    data: sequenceReplay({ length: 4, batchSize: 8, capacity: 1000, startAfter: 20 }),
  },
  'recurrent-sac, box': {
    ...recurrentSac(),
    ...flexible,
    environment: pendulumWithoutVelocity(),
    behaviour,
    posterior: tanhGaussian({ hidden }),
    memory: gru({ units: 4 }),
    data: sequenceReplay({ length: 4, burnIn: 2, batchSize: 8, capacity: 100, startAfter: 20 }),
  },
  'mve-sac, box': smallMveSac,
  'mbpo, box': smallMbpo,
  'prior-value-gradients, box': smallPriorValueGradients,
  'smcp, box': smallSmcp,
  'smcp by path integrals, box': smallPathIntegrals,
  'spo, box': smallSpo,
  'spo on the simulator, box': smallSpoOnSimulator,
  'sql, box': {
    ...sql(),
    environment: pendulum(),
    posterior: steinSampler({ hidden, particles: 4 }),
    valueEstimator: singleQ({ hidden }),
    behaviour: samplePosterior({ evaluation: 'bestOfQ', warmUpSteps }),
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
  'mpo-parametric, box': smallMpoParametric,
  'rerpi, box': smallRerpi,
  'rerpi by rank, box': smallRankedRerpi,
  'ppo, box': {
    ...ppo(),
    environment: pendulum(),
    posterior: gaussian({ hidden, deviation: 'parameter' }),
    valueEstimator: stateValue({ hidden, clip: 0.2 }),
    normaliser: runningStatistics(),
    // Some steps are vetoed, and end their roll-out.
    gradientEstimator: clippedRatio({ targetKl: 2e-3, klStop: 'beforeStep' }),
    data: rollouts({ length: 16, epochs: 3, batchSize: 8 }),
    optimiser: adam({ learningRate: { from: 1e-2, to: 1e-3 } }),
  },
  'ppo, discrete': {
    ...ppo(),
    environment: cartPole(),
    posterior: categorical({ hidden }),
    valueEstimator: stateValue({ hidden, clip: 0.2 }),
    gradientEstimator: clippedRatio({ clip: { from: 0.2, to: 0.1 }, targetKl: 1e-3, klStop: 'afterEpoch' }),
    data: rollouts({ length: 16, epochs: 3, batchSize: 8 }),
    optimiser: adam({ learningRate: 1e-2 }),
  },
  'ppo with an adaptive penalty, discrete': {
    ...ppo('adaptive-kl'),
    environment: cartPole(),
    posterior: categorical({ hidden }),
    valueEstimator: stateValue({ hidden }),
    data: rollouts({ length: 16, epochs: 2, batchSize: 8 }),
    optimiser: adam({ learningRate: 1e-2 }),
  },
  'trpo, box': smallTrpo.box,
  'trpo, discrete': smallTrpo.discrete,
  'natural-pg, box': smallNaturalPg.box,
  'natural-pg, discrete': smallNaturalPg.discrete,
  'a2c, box': {
    ...a2c(),
    environment: pendulum(),
    posterior: gaussian({ hidden }),
    valueEstimator: stateValue({ hidden }),
  },
  'a2c, discrete': {
    ...a2c(),
    environment: cartPole(),
    posterior: categorical({ hidden }),
    valueEstimator: stateValue({ hidden }),
  },
  'vmpo, box': {
    ...vmpo(),
    environment: pendulum(),
    prior: learnedGaussian({ squash: 'identity', hidden, target: { kind: 'perRollout', rollouts: 2 } }),
    valueEstimator: stateValue({ hidden }),
    data: rollouts({ length: 16, epochs: 2, batchSize: 'all' }),
    optimiser,
  },
  'vmpo, discrete': {
    ...vmpo(),
    environment: cartPole(),
    prior: learnedCategorical({ hidden, target }),
    valueEstimator: stateValue({ hidden }),
    data: rollouts({ length: 16, epochs: 2, batchSize: 'all' }),
    optimiser,
  },
  'td3, box': smallTd3,
  'ddpg, box': smallDdpg,
  'redq, box': smallRedq,
  'droq, box': smallDroq,
  'crossq, box': smallCrossq,
  'sac-v1, box': smallSacV1,
  'virel, box': smallVirel,
  'awr, box': smallBatchWeighted.awrBox,
  'awr, discrete': smallBatchWeighted.awrDiscrete,
  'rwr, box': smallBatchWeighted.rwr,
  'reps, discrete': smallBatchWeighted.reps,
  ...smallPaths,
  ...smallTasks,
} as const satisfies Readonly<Record<string, SlotMap>>;
