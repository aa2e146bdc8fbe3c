import * as tf from '@tensorflow/tfjs-core';
import { defineEnvironment, definePlugin, environmentPlugin, finite, observationSpace } from '@vem/framework';
import { exactCategorical, fixedTemperature } from '@vem/posteriors';
import { distil } from '@vem/priors';
import { offPolicy, sgd } from '@vem/training';
import { describe, it } from 'vitest';
import { z } from 'zod';
import { everyTransition } from '../../support/everyTransition.js';
import { expectClose } from '../../support/relative.js';
import { sharedPrior } from '../../support/sharedPrior.js';
import { TabularRun } from '../../support/tabularRun.js';

/** By task and action. */
const PAYOFFS = [
  [1, 0],
  [1, 0.5],
];

/**
 * Two bandits with one prior, c = c_KL / (c_KL + c_Ent), α = c_KL + c_Ent (Teh et al. 2017, arXiv:1707.04175): 20 000 rounds of
 * π_i ∝ p^c e^{payoff/α}, p = mean of the π_i, in float64 (numpy).
 */
const PROBLEMS = [
  { costOfKl: 0.5, costOfEntropy: 0.5, prior: 0.8116967594099814, posteriors: [0.849481042884189, 0.7739124759357738] },
  {
    costOfKl: 0.5,
    costOfEntropy: 0.1,
    prior: 0.9990838630951291,
    posteriors: [0.9994446501750567, 0.9987230760152014],
  },
];

const twoTasks = environmentPlugin(
  defineEnvironment({
    id: 'TwoTasks',
    description: 'Two bandits; the observation says which',
    source: 'test',
    config: z.strictObject({}),
    observation: observationSpace({ task: 2 }),
    action: finite(2),
    create: () => ({
      stateSize: 1,
      reset: (state, stream) => {
        state[0] = stream.integer(2);
      },
      step: (state, action, outcome) => {
        outcome.reward = PAYOFFS[state[0]][action];
        outcome.terminated = true;
      },
      observe: (state, observation) => {
        for (const task of [0, 1]) observation[task] = Number(state[0] === task);
      },
    }),
  }),
);

const knownPayoffs = definePlugin({
  slot: 'valueEstimator',
  name: 'known-payoffs',
  description: 'The payoffs of the observed task',
  config: z.strictObject({}),
  provides: ['qAll'],
  inject: [],
  create: () => ({
    program: () => ({
      qAll: (observation_BO) => tf.matMul(observation_BO, tf.tensor2d(PAYOFFS)),
      loss: () => ({ losses: [] }),
    }),
  }),
});

const everyTask = [0, 1].map((task) => {
  const observation = [Number(task === 0), Number(task === 1)];
  return { observation, action: 0, reward: PAYOFFS[task][0], nextObservation: observation, terminated: true };
});

describe('a prior that tasks share, with an exponent', () => {
  for (const { costOfKl, costOfEntropy, prior, posteriors } of PROBLEMS)
    it(`settles between them (costs ${costOfKl} of the divergence, ${costOfEntropy} of the entropy)`, async () => {
      const run = await TabularRun.open(
        {
          environment: twoTasks(),
          data: everyTransition(everyTask),
          prior: sharedPrior({ exponent: costOfKl / (costOfKl + costOfEntropy) }),
          posterior: exactCategorical(),
          valueEstimator: knownPayoffs(),
          mStep: distil(),
          temperature: fixedTemperature({ alpha: costOfKl + costOfEntropy }),
          optimiser: sgd({ learningRate: 5 }),
          schedule: offPolicy({ steps: [['eStep', 'mStep']] }),
        },
        8,
      );
      run.update(2000);
      const [right, wrong] = run.parameter('prior/logits');
      expectClose(1 / (1 + Math.exp(wrong - right)), prior);
      for (const { observation, probability } of run.act()) expectClose(probability[0], posteriors[observation[1]]);
      // The M-step fits the prior itself, not the potential: it reports how far that is.
      const kl = posteriors.map((p) => p * Math.log(p / prior) + (1 - p) * Math.log((1 - p) / (1 - prior)));
      expectClose(run.metric('mStep/kl'), (kl[0] + kl[1]) / 2);
    });
});
