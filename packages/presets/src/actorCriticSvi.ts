import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { categorical, exactSumGradient, fixedTemperature } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, everyBatch, offPolicy, replay, rollouts, samplePosterior } from '@vem/training';
import { actionValues, exactSum, oneStep } from '@vem/values';
import * as tuned from './tuned/svi.js';

const LETTER = { title: 'Reinforcement Learning as Variational Inference in Pyro, forum.pyro.ai' };

const slots = () => ({
  // Of the model at one state: an action by chance, and a factor exp(Q/α).
  prior: uniform({ reference: 'normalised' }),
  likelihood: optimality(),
  temperature: fixedTemperature({ alpha: 0.1 }),
  // The guide, its bound E_π[Q] − α KL(π‖p) summed over all actions.
  posterior: { discrete: categorical(tuned.letterGuide) },
  gradientEstimator: exactSumGradient(),
  // The soft critic: the next state pays its divergence too.
  valueEstimator: actionValues({ ...tuned.letterGuide, critics: 1, target: { kind: 'copyEvery', updates: 250 } }),
  bootstrap: exactSum({ regularised: 'fullKl' }),
  returns: oneStep(),
  behaviour: samplePosterior(),
  data: replay({ batchSize: 64, capacity: 10_000, startAfter: 1000 }),
  optimiser: adam({ learningRate: 5e-4 }),
  schedule: offPolicy({ updatesPerStep: 0.25, steps: [['value'], ['eStep']] }),
});

/** Actor-critic as stochastic variational inference: at every state a bound of one step, with a critic for what follows. */
export const actorCriticSvi = definePreset({
  name: 'actor-critic-svi',
  description:
    'Actor-critic as stochastic variational inference: the evidence lower bound of one step at replayed states, Q as its factor',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    LETTER,
    { title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference', arxiv: '1805.00909' },
    { title: 'Christodoulou 2019, Soft Actor-Critic for Discrete Action Settings', arxiv: '1910.07207' },
  ],
  slots,
  variants: {
    hard: {
      description: 'The critic of the plain return: only the actor pays its divergence',
      sources: [LETTER],
      slots: () => ({ ...slots(), bootstrap: exactSum({ regularised: 'none' }) }),
    },
    'on-policy': {
      description: 'The bound at the states of the latest roll-out, instead of a replay',
      sources: [
        { title: 'Mnih et al. 2016, Asynchronous Methods for Deep Reinforcement Learning', arxiv: '1602.01783' },
      ],
      run: { environments: 8 },
      slots: () => ({
        ...slots(),
        behaviour: samplePosterior({ warmUp: 'policy' }),
        data: rollouts({ length: 16, epochs: 4, batchSize: 64 }),
        schedule: everyBatch({ steps: [['value'], ['eStep']] }),
      }),
    },
  },
});
