import type { SlotMap } from '@vem/framework';
import {
  deterministic,
  exactGaussian,
  fixedTemperature,
  klDual,
  reparameterised,
  steinSampler,
  tanhGaussian,
  valueGradient,
} from '@vem/posteriors';
import {
  decoupledGaussian,
  distil,
  gaussian,
  learnedCategorical,
  learnedGaussian,
  previousPolicy,
  snapshot,
} from '@vem/priors';
import { noisyMode, replay } from '@vem/training';
import { exactSum, smoothedPolicy, stateValue } from '@vem/values';

/** SAC with plugins that do not fit it, and what is said about them. */
export interface Impossible {
  readonly slots: SlotMap;
  readonly environment: string;
  readonly settings: readonly string[];
  readonly refusal: { readonly code: string; readonly slot: string; readonly path?: string };
}

/** The refusal of a capability that is missing. */
export const missing = (slot: string, path: string) => ({ code: 'VEM_CAPABILITY_MISSING', slot, path });
const onPendulum = { environment: 'Pendulum-v1' } as const;
const onCartPole = { environment: 'CartPole-v1' } as const;

/** Each of these does not compile either: test/types/combinations.ts. */
export const impossible: Readonly<Record<string, Impossible>> = {
  'an entropy target for a sampler without a density': {
    ...onPendulum,
    slots: { posterior: steinSampler() },
    settings: ['posterior=stein-sampler'],
    refusal: missing('bootstrap', 'posterior.logProb'),
  },
  'one action per state under an entropy target': {
    ...onPendulum,
    slots: { posterior: deterministic() },
    settings: ['posterior=deterministic'],
    refusal: missing('posterior', 'temperature.zero'),
  },
  'a gradient of the value alone at a temperature that adapts': {
    ...onPendulum,
    slots: { gradientEstimator: valueGradient() },
    settings: ['gradientEstimator=value-gradient'],
    refusal: missing('gradientEstimator', 'temperature.zero'),
  },
  'noise on an action among finitely many': {
    ...onCartPole,
    slots: { behaviour: noisyMode() },
    settings: ['behaviour=noisy-mode'],
    refusal: missing('behaviour', 'environment.box'),
  },
  'a smoothed choice among finite actions': {
    ...onCartPole,
    slots: { bootstrap: smoothedPolicy() },
    settings: ['bootstrap=smoothed-policy'],
    refusal: missing('bootstrap', 'environment.box'),
  },
  'a prior that learns, and nothing that trains it': {
    ...onPendulum,
    slots: { prior: learnedGaussian() },
    settings: ['prior=learned-gaussian'],
    refusal: { code: 'VEM_PRIOR_NOT_TRAINED', slot: 'mStep' },
  },
  'a copy of the posterior, and nothing that takes it': {
    ...onPendulum,
    slots: { prior: previousPolicy() },
    settings: ['prior=previous-policy'],
    refusal: { code: 'VEM_PRIOR_NOT_TRAINED', slot: 'mStep' },
  },
  'a prior over finite actions on a box': {
    ...onPendulum,
    slots: { prior: learnedCategorical({ trainable: false }) },
    settings: ['prior=learned-categorical', 'prior.trainable=false'],
    refusal: missing('prior', 'environment.finite'),
  },
  'a Gaussian over finite actions': {
    ...onCartPole,
    slots: { posterior: tanhGaussian() },
    settings: ['posterior=tanh-gaussian'],
    refusal: missing('posterior', 'environment.box'),
  },
  'a dual that needs weights, of a network': {
    ...onPendulum,
    slots: { temperature: klDual() },
    settings: ['temperature=kl-dual'],
    refusal: missing('temperature', 'posterior.weighted'),
  },
  'a copy of a posterior that keeps none': {
    ...onPendulum,
    slots: { posterior: steinSampler(), prior: previousPolicy(), mStep: snapshot(), temperature: fixedTemperature() },
    settings: ['posterior=stein-sampler', 'prior=previous-policy', 'mStep=snapshot', 'temperature=fixed'],
    refusal: missing('prior', 'posterior.target'),
  },
  'a snapshot for a prior that is none': {
    ...onPendulum,
    slots: { mStep: snapshot() },
    settings: ['mStep=snapshot'],
    refusal: missing('mStep', 'prior.snapshot'),
  },
  'an M-step for a prior that has nothing to learn': {
    ...onPendulum,
    slots: { prior: gaussian(), mStep: distil() },
    settings: ['prior=gaussian', 'mStep=distil'],
    refusal: missing('mStep', 'prior.learnable'),
  },
  'a trust region for Gaussians around probabilities': {
    ...onCartPole,
    slots: { prior: learnedCategorical(), mStep: distil(), trustRegion: decoupledGaussian() },
    settings: ['prior=learned-categorical', 'mStep=distil', 'trustRegion=decoupled-gaussian'],
    refusal: missing('trustRegion', 'prior.gaussian'),
  },
  'a gradient through the choice among finite actions': {
    ...onCartPole,
    slots: { gradientEstimator: reparameterised() },
    settings: ['gradientEstimator=reparameterised'],
    refusal: missing('gradientEstimator', 'posterior.pathwise'),
  },
  'a sum over the actions of a box': {
    ...onPendulum,
    slots: { bootstrap: exactSum() },
    settings: ['bootstrap=exact-sum'],
    refusal: missing('bootstrap', 'environment.finite'),
  },
  'exact inference in a Gaussian without a Gaussian prior': {
    ...onPendulum,
    slots: { posterior: exactGaussian() },
    settings: ['posterior=exact-gaussian'],
    refusal: missing('posterior', 'prior.gaussian'),
  },
  'an E-step on values of states alone': {
    ...onPendulum,
    slots: { valueEstimator: stateValue() },
    settings: ['valueEstimator=state-value'],
    refusal: missing('bootstrap', 'valueEstimator.q'),
  },
  'a schedule of nothing': {
    ...onPendulum,
    slots: { schedule: replay() },
    settings: ['schedule=replay'],
    refusal: { code: 'VEM_SLOT_WRONG_PLUGIN', slot: 'schedule' },
  },
};
