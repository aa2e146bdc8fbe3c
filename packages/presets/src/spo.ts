import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { ensemble } from '@vem/models';
import { klDual, recordedPlans } from '@vem/posteriors';
import { decoupledGaussian, learnedGaussian, weightedMle } from '@vem/priors';
import { adam, offPolicy, particlePlanner, replay, simulatorPlanner } from '@vem/training';
import { expectation, oneStep, singleQ } from '@vem/values';
import { modelFit } from './tuned/modelFit.js';

/** Sequential Monte Carlo policy optimisation: EM whose E-step is a plan, and whose M-step is MPO's. */
export const spo = definePreset({
  name: 'spo',
  description:
    'Sequential Monte Carlo policy optimisation: a learned prior proposes, plans in a learned model are fitted by MPO’s M-step',
  cell: { prior: 'learned', model: 'based', posterior: 'nonParametric' },
  sources: [
    { title: 'Macfarlane et al. 2024, SPO: Sequential Monte Carlo Policy Optimisation', arxiv: '2402.07963' },
    { title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation', arxiv: '1806.06920' },
  ],
  slots: () => {
    const target = { kind: 'copyEvery', updates: 100 } as const;
    return {
      // The prior proposes, and is fitted to what the plans made of that.
      prior: { box: learnedGaussian({ squash: 'identity', target }) },
      posterior: { box: recordedPlans({ maxAge: 2000 }) },
      behaviour: particlePlanner({ particles: 16, horizon: 4, proposal: 'prior', resampleBelow: 0.5 }),
      // A plan has few rows: members are asked in turn.
      model: ensemble({ rowsPerMember: 32 }),
      likelihood: optimality(),
      valueEstimator: singleQ({ hidden: [256, 256], target }),
      bootstrap: expectation({ who: 'prior', samples: 10 }),
      returns: oneStep(),
      mStep: weightedMle(),
      trustRegion: decoupledGaussian({ meanBound: 0.05, covarianceBound: 5e-4, initialCovarianceMultiplier: 500 }),
      temperature: klDual({ bound: 0.2 }),
      data: replay(),
      optimiser: adam(),
      schedule: offPolicy({ steps: [modelFit(), ['value', 'eStep', 'mStep', 'temperature']] }),
    };
  },
  variants: {
    simulator: {
      description: 'Plans in copies of the environment itself instead of a learned model, as in the paper',
      sources: [
        { title: 'Macfarlane et al. 2024, SPO: Sequential Monte Carlo Policy Optimisation', arxiv: '2402.07963' },
      ],
      slots: (base) => ({
        ...base,
        behaviour: simulatorPlanner({ particles: 16, horizon: 4, resampleBelow: 0.5 }),
        model: undefined,
        schedule: offPolicy({ steps: [['value', 'eStep', 'mStep', 'temperature']] }),
      }),
    },
    small: {
      description: 'A model of 2 × 64 units, for small tasks and one core',
      sources: [{ title: 'Chosen here: 7 networks of 2 × 64 instead of 4 × 200 units' }],
      slots: (base) => ({ ...base, model: ensemble({ hidden: [64, 64] }) }),
    },
  },
});
