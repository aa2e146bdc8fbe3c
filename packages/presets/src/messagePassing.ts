import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { knownLinear, knownTables } from '@vem/models';
import { fixedTemperature, linearGaussian, tablePolicy } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { beforeActing, noExperience, samplePosterior, sgd } from '@vem/training';
import { gaussianLogSumExp, inferredDynamics, logSumExp, oneStep, quadratic, sweptTable } from '@vem/values';

const horizon = 'episode';
const forward = 100;

/** Exact inference by forward and backward messages: of the graphical model, in which chance is inferred too. */
export const messagePassing = definePreset({
  name: 'message-passing',
  description: 'Exact posterior of actions and chance by forward and backward messages, with policies for each step',
  cell: { prior: 'uniform', model: 'based', posterior: 'nonParametric' },
  sources: [
    { title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference', arxiv: '1805.00909' },
    {
      title: 'Kappen, Gómez and Opper 2012, Optimal control as a graphical model inference problem',
      arxiv: '0901.0633',
    },
  ],
  slots: () => ({
    prior: uniform({ reference: 'normalised' }),
    posterior: { box: linearGaussian({ horizon }), discrete: tablePolicy({ horizon, forward }) },
    likelihood: optimality(),
    valueEstimator: { box: quadratic({ horizon }), discrete: sweptTable({ horizon }) },
    bootstrap: { box: gaussianLogSumExp(), discrete: logSumExp() },
    returns: inferredDynamics({ discount: 1 }),
    temperature: fixedTemperature(),
    model: { box: knownLinear(), discrete: knownTables() },
    behaviour: samplePosterior({ warmUpSteps: 0, clock: true }),
    data: noExperience(),
    optimiser: sgd(),
    schedule: beforeActing({ updates: 1, steps: [['value'], ['eStep']] }),
  }),
  variants: {
    variational: {
      description: 'Chance stays what it is: the best policy in the world as it is',
      sources: [
        { title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference', arxiv: '1805.00909' },
      ],
      slots: (base) => ({ ...base, returns: oneStep({ discount: 1 }) }),
    },
    endless: {
      description: 'No horizon: values contract by γ, policies are the same at every step',
      sources: [
        { title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference', arxiv: '1805.00909' },
      ],
      slots: (base) => ({
        ...base,
        posterior: { box: linearGaussian(), discrete: tablePolicy({ forward }) },
        valueEstimator: { box: quadratic(), discrete: sweptTable() },
        returns: inferredDynamics({ discountAs: 'contraction' }),
        behaviour: samplePosterior({ warmUpSteps: 0 }),
      }),
    },
  },
});
