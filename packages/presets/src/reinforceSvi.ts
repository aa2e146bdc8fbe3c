import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { advantageScore, categorical, fixedTemperature, gaussian } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, episodes, everyBatch, samplePosterior } from '@vem/training';
import { rewardToGo, stateValues, zero } from '@vem/values';
import * as tuned from './tuned/svi.js';

const LETTER = { title: 'Reinforcement Learning as Variational Inference in Pyro, forum.pyro.ai' };
const PYRO = { title: 'Bingham et al. 2019, Pyro: Deep Universal Probabilistic Programming' };

const slots = () => ({
  // Of the model: actions by chance, and a factor exp(r/α) at every step.
  prior: uniform({ reference: 'normalised' }),
  likelihood: optimality(),
  temperature: fixedTemperature({ alpha: 1 }),
  // The guide. Its programs have the model's sites; environment steps are recorded, so that both end at the same one.
  posterior: { box: gaussian(tuned.gaussianGuide), discrete: categorical(tuned.guide) },
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: episodes({ perEnvironment: 4, length: 500 }),
  // Each score by what its action leads to: the evidence lower bound from there on.
  gradientEstimator: advantageScore({ costs: 'none' }),
  returns: rewardToGo({ units: 'nats', scope: 'downstream', baseline: 'none', truncationAsTermination: true }),
  valueEstimator: zero(),
  bootstrap: stateValues(),
  optimiser: adam({ learningRate: 5e-4 }),
  schedule: everyBatch({ steps: [['value', 'eStep']] }),
});

const trace = (discount: number) =>
  rewardToGo({ units: 'nats', scope: 'path', baseline: 'none', discount, truncationAsTermination: true });

/** REINFORCE as stochastic variational inference: the score gradient of the evidence lower bound of whole episodes. */
export const reinforceSvi = definePreset({
  name: 'reinforce-svi',
  description:
    'REINFORCE as stochastic variational inference: scores of a guide by the evidence lower bound downstream of each action',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference', arxiv: '1805.00909' },
    { title: 'Schulman et al. 2015, Gradient Estimation Using Stochastic Computation Graphs', arxiv: '1506.05254' },
    LETTER,
  ],
  slots,
  variants: {
    trace: {
      description: 'Each score by the whole episode’s bound, as Pyro’s Trace_ELBO has it',
      sources: [PYRO],
      slots: () => ({ ...slots(), returns: trace(0.99) }),
    },
    letter: {
      description: 'As in the letter’s program: one episode per step, whole bounds, a factor γ per step for a discount',
      sources: [LETTER],
      slots: () => ({
        ...slots(),
        likelihood: optimality({ stepFactor: 0.99 }),
        returns: trace(1),
        posterior: { box: gaussian(tuned.gaussianGuide), discrete: categorical(tuned.letterGuide) },
        data: episodes({ perEnvironment: 1, length: 500 }),
      }),
    },
  },
});
