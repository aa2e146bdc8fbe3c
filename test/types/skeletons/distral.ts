// Skeleton: proof on types, nothing runs. Distral, Teh et al. 2017, arXiv:1707.04175, in its soft-Q form.
//
// One prior π₀ for all tasks, which does not see the task, enters with an exponent: π ∝ π₀^c e^{Q/α}, c = c_KL/(c_KL + c_Ent),
// α = c_KL + c_Ent. It is fitted to the discounted visits of all tasks. The task is a part of the observation, so posterior
// and value read it as they read everything else. Schedule: [value], [eStep + mStep]. Carries: transitions with the time
// since their episode began, lagging copies of Q and π₀.
import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import {
  actionWidth,
  categoricalDensity,
  compose,
  type Density,
  defineEnvironment,
  definePlugin,
  enumerationOf,
  environmentPlugin,
  finite,
  logProbOf,
  Mlp,
  normalisedOf,
  observationSpace,
  Tokens,
} from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical, fixedTemperature } from '@vem/posteriors';
import { uniform, viewOf } from '@vem/priors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { actionValues, logSumExp, oneStep } from '@vem/values';
import { z } from 'zod';
import { divergence } from './divergence.js';
import { sequenceReplay } from './sequences.js';

const LENGTH = 9;

const corridor = environmentPlugin(
  defineEnvironment({
    id: 'Corridor',
    description: 'Several goals in the same corridor, one per episode',
    source: 'skeleton',
    config: z.strictObject({ tasks: z.int().positive().max(LENGTH).default(4).describe('number of goals') }),
    observation: ({ tasks }) => observationSpace({ place: LENGTH, task: tasks }),
    action: finite(2),
    timeLimit: 100,
    create: ({ tasks }) => ({
      stateSize: 2,
      reset(state, stream) {
        state[0] = Math.floor(LENGTH / 2);
        state[1] = stream.integer(tasks);
      },
      step(state, action, outcome) {
        state[0] = Math.max(0, Math.min(LENGTH - 1, state[0] + (action === 1 ? 1 : -1)));
        outcome.terminated = state[0] === state[1];
        outcome.reward = outcome.terminated ? 1 : 0;
      },
      observe([place, task], observation) {
        for (let i = 0; i < observation.length; i++) observation[i] = i === place || i === LENGTH + task ? 1 : 0;
      },
    }),
  }),
);

/** π₀^c as a potential: its mass differs from state to state, and π₀ is at hand for those who fit or draw. */
const sharedPrior = definePlugin({
  slot: 'prior',
  name: 'shared',
  description: 'A learned prior with an exponent, on a view of the observation',
  source: { title: 'Teh et al. 2017, Distral', arxiv: '1707.04175', where: 'section 2.1' },
  config: z.strictObject({
    view: z.array(z.string()).describe('parts that all tasks share'),
    exponent: z.number().positive().max(1).default(0.5).describe('c = c_KL / (c_KL + c_Ent); .5 in arXiv:1707.04175'),
  }),
  provides: ['density', 'sample', 'mode', 'enumerate', 'learnable', 'target', 'space:finite'],
  requires: ['environment.finite'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ view, exponent }, observation, action, parameters) => {
    const seen = viewOf(observation, view);
    const group = parameters.group('prior', { target: { kind: 'copyEvery', updates: 100 } });
    const network = new Mlp(group, { name: 'prior', input: seen.size, hidden: [100], output: actionWidth(action) });
    return {
      program: (step) => ({
        at: (observation_BO, copy) => {
          const logits_BA = network.forward(step.parameters('prior', copy), seen.of(observation_BO));
          const base = categoricalDensity(logits_BA, step.noise);
          const logProb_BA = tf.mul(exponent, enumerationOf(base));
          const potential: Density = {
            ...categoricalDensity(logProb_BA, step.noise),
            enumerate: () => ({ logProb_BA }),
            logProb: (sample) => tf.mul(exponent, logProbOf(base, sample, 'finite')),
            logMass: tf.logSumExp(logProb_BA, -1),
            base,
          };
          return potential;
        },
      }),
    };
  },
});

/** max E[Σ γ^t log π₀] over the visits of all tasks: each row counts by its own discount. */
const distilVisits = definePlugin({
  slot: 'mStep',
  name: 'distil-visits',
  description: 'Fits the prior to the posterior, by discounted visits',
  config: z.strictObject({ discount: z.number().min(0).max(1).default(0.99).describe('γ per step') }),
  provides: ['trainsPrior'],
  requires: ['prior.learnable', 'prior.enumerate', 'posterior.enumerate', 'data.time'],
  inject: [],
  create: ({ discount }) => ({
    program: (step) => ({
      loss: () => {
        const { observation_BO, columns } = step.batch;
        const shared = normalisedOf(step.prior.at(observation_BO, 'online'));
        const kl_B = divergence(step.belief(), shared);
        const visit_B = tf.pow(discount, tf.squeeze(columns.time, [1]));
        return {
          losses: [{ value: tf.mean(tf.mul(visit_B, kl_B)), group: 'prior', rows: 'mean' }],
          metrics: { kl: tf.mean(kl_B) },
        };
      },
    }),
  }),
});

const [costOfKl, costOfEntropy] = [0.1, 0.1];
const slots = () => ({
  environment: corridor(),
  prior: sharedPrior({ view: ['place'], exponent: costOfKl / (costOfKl + costOfEntropy) }),
  posterior: exactCategorical(),
  likelihood: optimality(),
  valueEstimator: actionValues({ critics: 1 }),
  bootstrap: logSumExp(),
  returns: oneStep(),
  temperature: fixedTemperature({ alpha: costOfKl + costOfEntropy }),
  mStep: distilVisits(),
  behaviour: samplePosterior(),
  data: replay(),
  optimiser: adam(),
  schedule: offPolicy(),
});

compose(slots(), { seed: 1, environments: 8 });
compose({ ...slots(), data: sequenceReplay() }, { seed: 1, environments: 8 });

// @ts-expect-error there is nothing to fit in a prior without parameters
compose({ ...slots(), prior: uniform() }, { seed: 1 });
// @ts-expect-error sums over actions need finitely many
compose({ ...slots(), environment: pendulum() }, { seed: 1 });
const { mStep: _distil, ...untrained } = slots();
// @ts-expect-error nothing trains the shared prior
compose(untrained, { seed: 1 });
