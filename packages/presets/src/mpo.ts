import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical, klDual, weights } from '@vem/posteriors';
import { categoricalKl, decoupledGaussian, learnedCategorical, learnedGaussian, weightedMle } from '@vem/priors';
import { adam, offPolicy, replay, samplePrior, sequenceReplay } from '@vem/training';
import { actionValues, exactSum, expectation, nStep, retrace, singleQ } from '@vem/values';

/** Maximum a posteriori policy optimisation, non-parametric: the policy is the prior, the posterior weighs its actions. */
export const mpo = definePreset({
  name: 'mpo',
  description:
    'Maximum a posteriori policy optimisation: a learned prior acts, the posterior is weights on its actions, KL bounds on both steps',
  cell: { prior: 'learned', model: 'free', posterior: 'nonParametric' },
  sources: [
    { title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation', arxiv: '1806.06920' },
    { title: 'Abdolmaleki et al. 2018, Relative Entropy Regularized Policy Iteration', arxiv: '1812.02256' },
    { title: 'Hoffman et al. 2020, Acme: A Research Framework for Distributed RL', arxiv: '2006.00979' },
  ],
  slots: () => {
    const target = { kind: 'copyEvery', updates: 100 } as const;
    return {
      prior: { box: learnedGaussian({ squash: 'identity', target }), discrete: learnedCategorical({ target }) },
      posterior: { box: weights(), discrete: exactCategorical({ train: 'target' }) },
      likelihood: optimality(),
      valueEstimator: {
        box: singleQ({ hidden: [256, 256], target }),
        discrete: actionValues({ target: { kind: 'polyak', tau: 0.01 } }),
      },
      bootstrap: {
        box: expectation({ who: 'prior', samples: 20 }),
        discrete: exactSum({ who: 'prior', regularised: 'none' }),
      },
      returns: nStep(),
      mStep: { box: weightedMle(), discrete: weightedMle({ decoupled: false }) },
      trustRegion: { box: decoupledGaussian({ meanBound: 0.01 }), discrete: categoricalKl() },
      temperature: { box: klDual(), discrete: klDual({ initialAlpha: 3 }) },
      behaviour: samplePrior(),
      data: { box: replay({ window: 4 }), discrete: replay() },
      optimiser: { box: adam(), discrete: adam({ learningRate: 1e-3 }) },
      schedule: offPolicy({ steps: [['value', 'eStep', 'mStep', 'temperature']] }),
    };
  },
  variants: {
    retrace: {
      description: 'Targets by Retrace along sequences of 8 steps, as in the paper',
      sources: [
        {
          title: 'Munos et al. 2016, Safe and Efficient Off-Policy Reinforcement Learning',
          arxiv: '1606.02647',
        },
      ],
      // As many rows per batch as without.
      slots: (base) => ({
        ...base,
        returns: retrace({ who: 'prior' }),
        data: sequenceReplay({ length: 8, batchSize: 32 }),
      }),
    },
  },
});
