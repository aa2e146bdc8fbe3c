import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { categorical, fixedTemperature, gaussian, ratioGradient } from '@vem/posteriors';
import { averageKl, previousPolicy, snapshot } from '@vem/priors';
import { samplePosterior } from '@vem/training';
import { generalisedAdvantages, stateValue, stateValues } from '@vem/values';
import { gaussianPolicy, network } from './tuned/onPolicy.js';
import * as tuned from './tuned/trpo.js';

const slots = () => ({
  // The prior is the policy that collects the roll-out; the posterior moves once, within a bound around it.
  prior: previousPolicy(),
  mStep: snapshot({ rule: { kind: 'perRollout', rollouts: 1 } }),
  posterior: { box: gaussian(gaussianPolicy), discrete: categorical(network.policy) },
  trustRegion: averageKl(),
  // Ratios to the prior, by advantages that are standardised over the roll-out.
  gradientEstimator: ratioGradient(),
  temperature: fixedTemperature({ alpha: 0 }),
  likelihood: optimality(),
  // The whole of E[(V − R)²].
  valueEstimator: stateValue({ ...network.value, coefficient: 2 }),
  bootstrap: stateValues(),
  returns: generalisedAdvantages(),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: tuned.whole(2048),
  optimiser: tuned.step(),
  schedule: tuned.schedule(2048, 128, 10),
});

/** Trust region policy optimisation; settings that were published for a task are variants, e.g. `trpo('cartpole-zoo')`. */
export const trpo = definePreset({
  name: 'trpo',
  description:
    'Trust region policy optimisation: the prior is the policy of the roll-out, one natural-gradient step within a KL bound to it',
  cell: { prior: 'snapshot', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Schulman et al. 2015, Trust Region Policy Optimization', arxiv: '1502.05477' },
    {
      title: 'Schulman et al. 2016, High-Dimensional Continuous Control Using Generalized Advantage Estimation',
      arxiv: '1506.02438',
    },
    { title: 'Raffin et al. 2021, Stable-Baselines3 Contrib' },
  ],
  run: { environments: 1 },
  slots,
  variants: {
    'cartpole-zoo': { ...tuned.cartPoleZoo, slots: () => ({ ...slots(), ...tuned.cartPoleZoo.changes() }) },
    'pendulum-zoo': { ...tuned.pendulumZoo, slots: () => ({ ...slots(), ...tuned.pendulumZoo.changes() }) },
    'halfcheetah-zoo': { ...tuned.halfCheetahZoo, slots: () => ({ ...slots(), ...tuned.halfCheetahZoo.changes() }) },
    'swimmer-zoo': { ...tuned.swimmerZoo, slots: () => ({ ...slots(), ...tuned.swimmerZoo.changes() }) },
  },
});
