// Skeleton: proof on types, nothing runs. Distral, Teh et al. 2017, arXiv:1707.04175, in its soft-Q form.
//
// One prior π₀ for all tasks, which does not see the task, enters with an exponent: π ∝ π₀^c e^{Q/α}, c = c_KL/(c_KL + c_Ent),
// α = c_KL + c_Ent. It is fitted to the discounted visits of all tasks. The task is a part of the observation, so posterior
// and value read it as they read everything else. Schedule: [evaluate], [eStep + mStep]. Carries: transitions with their
// discounts, lagging copies of Q and π₀.
import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import {
  categoricalDensity,
  compose,
  type Density,
  type Dynamics,
  defineEnvironment,
  definePlugin,
  environmentPlugin,
  finite,
  normalisedOf,
  observationSpace,
  Tokens,
} from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical, fixedTemperature } from '@vem/posteriors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { actionValues, logSumExp } from '@vem/values';
import { z } from 'zod';
import { body } from './body.js';

const rooms = environmentPlugin(
  defineEnvironment({
    id: 'Rooms',
    description: 'Several goals in the same two rooms',
    source: 'skeleton',
    config: z.strictObject({ tasks: z.int().positive().default(4).describe('number of goals') }),
    observation: ({ tasks }) => observationSpace({ place: 81, task: tasks }),
    action: finite(4),
    create: () => body<Dynamics<'finite'>>(),
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
  inject: [Tokens.observation, Tokens.parameters],
  create: ({ view, exponent }, observation, parameters) => {
    parameters
      .group('prior', { target: { kind: 'copyEvery', updates: 100 } })
      .declare('logits', [observation.size], () => {});
    return {
      program: (step) => ({
        at: (observation_BO, copy) => {
          const seen_BV = body<tf.Tensor>(observation_BO, view);
          const base = categoricalDensity(body(step.parameters('prior', copy).logits, seen_BV), step.noise);
          const logProb_BA = tf.mul(exponent, base.enumerate!().logProb_BA);
          const potential: Density = {
            ...categoricalDensity(logProb_BA, step.noise),
            enumerate: () => ({ logProb_BA }),
            logProb: (sample) => tf.mul(exponent, base.logProb!(sample, 'finite')),
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
  config: z.strictObject({}),
  provides: ['trainsPrior'],
  requires: ['prior.learnable', 'prior.enumerate', 'posterior.enumerate', 'data.visits'],
  inject: [],
  create: () => ({
    program: (step) => ({
      loss: () => {
        const { observation_BO, columns } = step.batch;
        const shared = normalisedOf(step.prior.at(observation_BO, 'online'));
        const kl_B = step.belief().klTo!(shared)!;
        const value = tf.mean(tf.mul(tf.squeeze(columns.visit, [1]), kl_B));
        return { losses: [{ value, group: 'prior', rows: 'mean' }], metrics: { kl: tf.mean(kl_B) } };
      },
    }),
  }),
});

/** Counts the steps of each episode, to hand out γ^t with each transition. Carries the ring and the counts. */
const discountedVisits = definePlugin({
  slot: 'data',
  name: 'discounted-visits',
  description: 'Replay with the discounted weight of each visit',
  config: z.strictObject({ discount: z.number().min(0).max(1).default(0.99).describe('γ per step') }),
  provides: ['replay', 'visits'],
  inject: [],
  create: ({ discount }) => ({
    batchSize: 256,
    open: (columns) => [...columns, { name: 'visit', size: 1 }],
    append: ({ columns }) => body(columns.terminated, columns.truncated, discount),
    ready: () => body(),
    fill: (batch, stream) => body(batch.visit, stream),
    state: () => body(),
    restore: (state) => body(state),
  }),
});

const [costOfKl, costOfEntropy] = [0.1, 0.1];
const slots = () => ({
  environment: rooms(),
  prior: sharedPrior({ view: ['place'], exponent: costOfKl / (costOfKl + costOfEntropy) }),
  posterior: exactCategorical(),
  likelihood: optimality(),
  valueEstimator: actionValues({ critics: 1 }),
  bootstrap: logSumExp(),
  temperature: fixedTemperature({ alpha: costOfKl + costOfEntropy }),
  mStep: distilVisits(),
  behaviour: samplePosterior(),
  data: discountedVisits(),
  optimiser: adam(),
  schedule: offPolicy(),
});

compose(slots(), { seed: 1, environments: 8 });

// @ts-expect-error the shared prior is a matter of discounted visits
compose({ ...slots(), data: replay() }, { seed: 1 });
// @ts-expect-error sums over actions need finitely many
compose({ ...slots(), environment: pendulum() }, { seed: 1 });
