import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical, fixedTemperature } from '@vem/posteriors';
import { distil, learnedTable } from '@vem/priors';
import { offPolicy, replay, samplePosterior, sgd } from '@vem/training';
import { logSumExp, oneStep, table } from '@vem/values';

const GAMMA = 0.95;

/**
 * The prior and the temperature under costs c_KL of the divergence from the prior and c_Ent of negative entropy: exponent
 * c = c_KL/(c_KL + c_Ent), α = c_KL + c_Ent. All states but what says the task share a row of the prior.
 */
const costing = ({ ofKl, ofEntropy }: { readonly ofKl: number; readonly ofEntropy: number }) => ({
  prior: {
    discrete: learnedTable({
      rows: 'withoutGoal',
      exponent: ofKl / (ofKl + ofEntropy),
      target: { kind: 'copyEvery', updates: 1 },
      learningRate: 20,
    }),
  },
  temperature: fixedTemperature({ alpha: ofKl + ofEntropy }),
});

/** Distral: one prior for all tasks, distilled from their posteriors, which are drawn towards it. */
export const distral = definePreset({
  name: 'distral',
  description: 'Distral: values and a posterior per task, and a prior that all tasks share, distilled from them',
  cell: { prior: 'learned', model: 'free', posterior: 'nonParametric' },
  sources: [{ title: 'Teh et al. 2017, Distral: Robust Multitask Reinforcement Learning', arxiv: '1707.04175' }],
  slots: () => ({
    ...costing({ ofKl: 0.02, ofEntropy: 0.02 }),
    posterior: { discrete: exactCategorical() },
    likelihood: optimality(),
    valueEstimator: { discrete: table({ rows: 'parts' }) },
    bootstrap: { discrete: logSumExp() },
    returns: oneStep({ discount: GAMMA }),
    mStep: distil({ visitDiscount: GAMMA }),
    behaviour: samplePosterior({ warmUpSteps: 0, evaluation: 'sample' }),
    data: replay({ balanced: true, batchSize: 64, startAfter: 64 }),
    optimiser: sgd({ learningRate: 0.5 }),
    schedule: offPolicy({ steps: [['value', 'eStep', 'mStep']] }),
  }),
  variants: {
    kl: {
      description:
        'Without entropy costs, c_Ent = 0: nothing but new experience keeps prior and posteriors from collapsing',
      sources: [{ title: 'Teh et al. 2017, Distral, variants "KL"', arxiv: '1707.04175' }],
      slots: (base) => ({ ...base, ...costing({ ofKl: 0.02, ofEntropy: 0 }) }),
    },
  },
});
