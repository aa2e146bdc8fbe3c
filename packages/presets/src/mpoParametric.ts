import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { reparameterised, tanhGaussian, targetKl } from '@vem/posteriors';
import { previousPolicy, snapshot } from '@vem/priors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { expectation, nStep, singleQ } from '@vem/values';

/** Maximum a posteriori policy optimisation, parametric: a network climbs Q within a bound on KL(π ‖ p), then becomes p. */
export const mpoParametric = definePreset({
  name: 'mpo-parametric',
  description:
    'MPO with a parametric E-step: a network climbs Q within a KL bound of its earlier copy, which is the prior and follows it',
  cell: { prior: 'snapshot', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation', arxiv: '1806.06920' },
    { title: 'Hoffman et al. 2020, Acme: A Research Framework for Distributed RL', arxiv: '2006.00979' },
  ],
  slots: () => {
    const target = { kind: 'copyEvery', updates: 100 } as const;
    return {
      prior: previousPolicy(),
      posterior: { box: tanhGaussian() },
      likelihood: optimality(),
      valueEstimator: singleQ({ hidden: [256, 256], target }),
      bootstrap: expectation({ who: 'prior', samples: 20 }),
      returns: nStep(),
      // The multiplier of the bound is the temperature: E_π[Q] − α KL(π ‖ p), α rising while the divergence is above it.
      gradientEstimator: reparameterised({ divergence: 'closedForm' }),
      temperature: targetKl({ nats: 0.01, initialAlpha: 10, learningRate: 1e-2 }),
      mStep: snapshot({ rule: target }),
      behaviour: samplePosterior({ warmUp: 'policy' }),
      data: replay({ window: 4 }),
      optimiser: adam(),
      schedule: offPolicy({ steps: [['value', 'eStep', 'mStep', 'temperature']] }),
    };
  },
});
