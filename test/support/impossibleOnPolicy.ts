import type { SlotMap } from '@vem/framework';
import {
  advantageScore,
  clippedRatio,
  exactSumGradient,
  fixedTemperature,
  klDual,
  ratioGradient,
  steinSampler,
  weights,
} from '@vem/posteriors';
import { a2c, ppo, sac, trpo, vmpo } from '@vem/presets';
import { adaptivePenalty, categoricalKl, decoupledGaussian, uniform } from '@vem/priors';
import { adam, everyBatch, naturalGradient, replay, samplePosterior, samplePrior } from '@vem/training';
import { exactSum, oneStep, singleQ } from '@vem/values';
import { missing } from './impossibleCombinations.js';

/** A preset with plugins that do not fit it, and what is said about them. */
export interface ImpossibleNeighbours {
  readonly environment: 'Pendulum-v1' | 'CartPole-v1';
  readonly slots: () => SlotMap;
  readonly refusal: { readonly code: string; readonly slot: string; readonly path?: string };
}

const box = { environment: 'Pendulum-v1' } as const;
const finite = { environment: 'CartPole-v1' } as const;

/** Most of these do not compile either: test/types/onPolicy.ts. */
export const impossibleOnPolicy: Readonly<Record<string, ImpossibleNeighbours>> = {
  'ratios of rows that somebody else recorded long ago': {
    ...box,
    slots: () => ({ ...ppo(), data: replay() }),
    refusal: missing('gradientEstimator', 'data.onPolicy'),
  },
  'ratios without advantages': {
    ...box,
    slots: () => ({ ...ppo(), returns: oneStep() }),
    refusal: missing('gradientEstimator', 'returns.advantage'),
  },
  'ratios of a sampler that knows no densities': {
    ...box,
    slots: () => ({ ...ppo(), posterior: steinSampler() }),
    refusal: missing('prior', 'posterior.target'),
  },
  'ratios in off-policy learning': {
    ...box,
    slots: () => ({ ...sac(), gradientEstimator: clippedRatio() }),
    refusal: missing('gradientEstimator', 'returns.advantage'),
  },
  'ratios unclipped, and nothing that holds the posterior': {
    ...box,
    slots: () => ({ ...ppo(), gradientEstimator: ratioGradient() }),
    refusal: missing('gradientEstimator', 'trustRegion.holdsPosterior'),
  },
  'a bound that the optimiser does not look at': {
    ...box,
    slots: () => ({ ...trpo(), optimiser: adam() }),
    refusal: missing('trustRegion', 'optimiser.naturalGradient'),
  },
  'steps within a bound, and none that is published': {
    ...box,
    slots: () => ({ ...trpo(), gradientEstimator: clippedRatio(), trustRegion: undefined }),
    refusal: missing('optimiser', 'trustRegion.constraint'),
  },
  'natural gradients in the metric of a penalty': {
    ...finite,
    slots: () => ({ ...ppo('adaptive-kl'), optimiser: naturalGradient() }),
    refusal: missing('optimiser', 'trustRegion.constraint'),
  },
  'a bound around a prior that is no earlier policy': {
    ...finite,
    slots: () => ({ ...trpo(), prior: uniform(), mStep: undefined }),
    refusal: missing('trustRegion', 'prior.snapshot'),
  },
  'scores of what the prior did': {
    ...finite,
    slots: () => ({ ...a2c(), behaviour: samplePrior() }),
    refusal: missing('gradientEstimator', 'behaviour.actsByPosterior'),
  },
  'scores in off-policy learning': {
    ...finite,
    slots: () => ({ ...sac(), gradientEstimator: advantageScore() }),
    refusal: missing('gradientEstimator', 'returns.advantage'),
  },
  'a sum over actions by a value of states': {
    ...finite,
    slots: () => ({ ...a2c(), gradientEstimator: exactSumGradient() }),
    refusal: missing('gradientEstimator', 'valueEstimator.qAll'),
  },
  'a penalty around a prior that is no copy of the posterior': {
    ...finite,
    slots: () => {
      const { mStep: _copy, ...slots } = ppo('adaptive-kl');
      return { ...slots, prior: uniform() };
    },
    refusal: missing('trustRegion', 'prior.snapshot'),
  },
  'a ratio without a clip, within a region that holds the prior': {
    ...finite,
    slots: () => ({ ...ppo('adaptive-kl'), trustRegion: categoricalKl() }),
    refusal: missing('gradientEstimator', 'trustRegion.holdsPosterior'),
  },
  'a region for Gaussians around probabilities': {
    ...finite,
    slots: () => ({ ...vmpo(), trustRegion: decoupledGaussian() }),
    refusal: missing('trustRegion', 'prior.gaussian'),
  },
  'a penalty around a posterior that keeps no copy': {
    ...box,
    slots: () => ({ ...sac(), trustRegion: adaptivePenalty() }),
    refusal: missing('trustRegion', 'prior.snapshot'),
  },
  'weights on pairs, asked at new states': {
    ...box,
    slots: () => ({ ...vmpo(), behaviour: samplePosterior({ warmUp: 'policy' }) }),
    refusal: missing('behaviour', 'posterior.sample'),
  },
  'weights on what others collected': {
    ...box,
    slots: () => ({ ...vmpo(), data: replay() }),
    refusal: missing('posterior', 'data.rollouts'),
  },
  'weights without advantages': {
    ...box,
    slots: () => ({ ...vmpo(), returns: oneStep() }),
    refusal: missing('posterior', 'returns.advantage'),
  },
  'weights of drawn actions, by a value of states': {
    ...box,
    slots: () => ({ ...vmpo(), posterior: weights() }),
    refusal: missing('posterior', 'valueEstimator.q'),
  },
  'a bootstrap over actions on a value of states': {
    ...finite,
    slots: () => ({ ...vmpo(), bootstrap: exactSum() }),
    refusal: missing('bootstrap', 'valueEstimator.qAll'),
  },
  'a value of actions where states are valued': {
    ...box,
    slots: () => ({ ...vmpo(), valueEstimator: singleQ() }),
    refusal: missing('bootstrap', 'valueEstimator.v'),
  },
  'a dual that needs weights, of a network': {
    ...box,
    slots: () => ({ ...ppo(), temperature: klDual() }),
    refusal: missing('temperature', 'posterior.weighted'),
  },
  'every batch of endless ones': {
    ...box,
    slots: () => ({ ...sac(), schedule: everyBatch() }),
    refusal: missing('schedule', 'data.rollouts'),
  },
  'a posterior ∝ exp(A/α) at a temperature of 0': {
    ...box,
    slots: () => ({ ...vmpo(), temperature: fixedTemperature({ alpha: 0 }) }),
    refusal: missing('temperature', 'gradientEstimator.loss'),
  },
};
