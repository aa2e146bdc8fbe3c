import { cartPole, pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { categorical, gaussian } from '@vem/posteriors';
import { actorCriticSvi, bayesianPg, erpg, maxentPg, reinforceSvi } from '@vem/presets';
import { adam, episodes, replay, rollouts, samplePosterior } from '@vem/training';
import { actionValues, rewardToGo, softQValue, stateValue } from '@vem/values';

const hidden = [8];
const optimiser = adam({ learningRate: 1e-3 });
const onPendulum = { environment: pendulum(), posterior: gaussian({ hidden }), optimiser };
const onCartPole = { environment: cartPole(), posterior: categorical({ hidden }), optimiser };
const oneEpisode = episodes({ perEnvironment: 1, length: 16 });

/** The presets that learn from whole episodes, and their neighbours, with networks of 8 units. */
export const smallPaths = {
  'maxent-pg, box': {
    ...maxentPg(),
    ...onPendulum,
    valueEstimator: stateValue({ hidden }),
    data: oneEpisode,
  },
  'maxent-pg, discrete': {
    ...maxentPg(),
    ...onCartPole,
    valueEstimator: stateValue({ hidden }),
    data: episodes({ perEnvironment: 2, length: 40 }),
  },
  'maxent-pg less remembered averages, discrete': {
    ...maxentPg('decaying-average'),
    ...onCartPole,
    returns: rewardToGo({ baseline: 'decayingAverage', decaySteps: 20 }),
    data: oneEpisode,
  },
  'bayesian-pg, box': {
    ...bayesianPg('products'),
    environment: pendulum(),
    posterior: gaussian({ hidden: [2], deviation: 'parameter' }),
    data: episodes({ perEnvironment: 3, length: 16 }),
  },
  'bayesian-pg, discrete': {
    ...bayesianPg(),
    environment: cartPole(),
    data: episodes({ perEnvironment: 3, length: 40 }),
  },
  'reinforce-svi, discrete': { ...reinforceSvi('letter'), ...onCartPole, data: oneEpisode },
  'actor-critic-svi, discrete': {
    ...actorCriticSvi(),
    ...onCartPole,
    valueEstimator: actionValues({ hidden, critics: 1, target: { kind: 'copyEvery', updates: 7 } }),
    behaviour: samplePosterior({ warmUpSteps: 20 }),
    data: replay({ batchSize: 16, capacity: 100, startAfter: 20 }),
  },
  'erpg, box': {
    ...erpg(),
    ...onPendulum,
    valueEstimator: stateValue({ hidden }),
    data: rollouts({ length: 16, epochs: 1, batchSize: 'all' }),
  },
  'erpg as soft Q-learning, discrete': {
    ...erpg('soft-q'),
    ...onCartPole,
    valueEstimator: softQValue({ hidden }),
    data: rollouts({ length: 16, epochs: 1, batchSize: 'all' }),
  },
} as const satisfies Readonly<Record<string, SlotMap>>;
