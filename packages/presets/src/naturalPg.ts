import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { advantageScore, categorical, fixedTemperature, gaussian } from '@vem/posteriors';
import { averageKl, previousPolicy, snapshot } from '@vem/priors';
import { samplePosterior } from '@vem/training';
import { generalisedAdvantages, stateValue, stateValues } from '@vem/values';
import * as tuned from './tuned/naturalPg.js';
import { gaussianPolicy, network } from './tuned/onPolicy.js';
import { schedule, whole } from './tuned/trpo.js';

const slots = () => ({
  // The prior is the policy that collects the roll-out: distances are divergences from it.
  prior: previousPolicy(),
  mStep: snapshot({ rule: { kind: 'perRollout', rollouts: 1 } }),
  posterior: { box: gaussian(gaussianPolicy), discrete: categorical(network.policy) },
  // The mean of ∇log π ∇log πᵀ over all recorded pairs is the metric.
  trustRegion: averageKl({ divergence: 'sampled' }),
  gradientEstimator: advantageScore({ normaliseAdvantages: true }),
  temperature: fixedTemperature({ alpha: 0 }),
  likelihood: optimality(),
  valueEstimator: stateValue({ ...network.value, coefficient: 2 }),
  bootstrap: stateValues(),
  returns: generalisedAdvantages(),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: whole(2048),
  optimiser: tuned.step(),
  schedule: schedule(2048, 128, 10),
});

/** The natural policy gradient: the score's gradient, by the inverse of the recorded actions' Fisher matrix. */
export const naturalPg = definePreset({
  name: 'natural-pg',
  description:
    'Natural policy gradient: scores of recorded actions, by the inverse Fisher matrix of these actions, in place of a learning rate for each entry',
  cell: { prior: 'snapshot', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Kakade 2001, A Natural Policy Gradient, NIPS 14' },
    {
      title: 'Rajeswaran et al. 2017, Towards Generalization and Simplicity in Continuous Control',
      arxiv: '1703.02660',
    },
  ],
  run: { environments: 1 },
  slots,
  variants: {
    cartpole: { ...tuned.cartPole, slots: () => ({ ...slots(), ...tuned.cartPole.changes() }) },
    'halfcheetah-tianshou': {
      ...tuned.halfCheetahTianshou,
      slots: () => ({ ...slots(), ...tuned.halfCheetahTianshou.changes() }),
    },
  },
});
