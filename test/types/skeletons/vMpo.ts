// Skeleton: proof on types, nothing runs. V-MPO, Song et al. 2019, arXiv:1909.12238.
//
// The posterior is weights on the better half of the collected pairs, normalised over the whole batch; it is undefined at
// other states, and nobody may ask it there. The prior's lagging copy acts. Schedule: collect T·N steps → annotate →
// [evaluate + eStep + mStep + temperature]. Carries: the roll-out, the prior's lagging copy, η and the multipliers.
import * as tf from '@tensorflow/tfjs-core';
import { cartPole, pendulum } from '@vem/envs';
import { compose, definePlugin, detach, logProbOf, sampleOf } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { klDual } from '@vem/posteriors';
import { categoricalKl, decoupledGaussian, learnedCategorical, learnedGaussian, weightedMle } from '@vem/priors';
import { adam, replay, samplePosterior } from '@vem/training';
import { stateValue } from '@vem/values';
import { z } from 'zod';
import { body } from './body.js';
import { everyBatch, generalisedAdvantages, rollouts } from './onPolicy.js';

/** ψ(s, a) ∝ exp(A / η) on the half of the batch with the largest advantages. */
const batchWeights = definePlugin({
  slot: 'posterior',
  name: 'batch-weights',
  description: 'Weights on the recorded pairs, over the whole batch',
  source: { title: 'Song et al. 2019, V-MPO', arxiv: '1909.12238', where: 'E-step' },
  config: z.strictObject({
    fraction: z.number().positive().max(1).default(0.5).describe('of the batch, by advantage; ½ in arXiv:1909.12238'),
  }),
  provides: ['weighted', 'perBatch'],
  requires: ['bootstrap.advantage', 'data.onPolicy', 'prior.density'],
  inject: [],
  create: ({ fraction }) => ({
    program: (step) => ({
      infer: () => ({ spaces: [] }),
      loss: () => {
        const { action_BA, columns, observation_BO } = step.batch;
        const advantage_B = detach(tf.squeeze(columns.advantage, [1]));
        const kept = Math.floor(fraction * advantage_B.shape[0]!);
        const { values } = tf.topk(advantage_B, kept);
        const weight_B = body<tf.Tensor>(values, advantage_B, step.temperature.alpha());
        const { spaces } = step.prior.at(observation_BO, 'target');
        return {
          losses: [],
          belief: {
            spaces,
            weighted: () => ({
              sample: { action_SBA: tf.expandDims(action_BA, 0) },
              weight_SB: tf.expandDims(weight_B, 0),
              normalisation: 'perBatch' as const,
            }),
          },
          // The dual of one bound for the whole batch: its pairs are the samples of a single state.
          results: { q_SB: tf.expandDims(values, 1), logBase_SB: tf.fill([kept, 1], -Math.log(kept)) },
          metrics: { effectiveSampleSize: tf.reciprocal(tf.sum(tf.square(weight_B))) },
        };
      },
    }),
  }),
});

/** The prior's lagging copy acts, so that weights are relative to who collected. */
const laggingPrior = definePlugin({
  slot: 'behaviour',
  name: 'lagging-prior',
  description: 'Acts by draws from the prior’s lagging copy',
  config: z.strictObject({}),
  provides: ['actsByPrior', 'logMu'],
  requires: ['prior.sample', 'prior.target', 'prior.density', 'prior.mode'],
  inject: [],
  create: () => ({
    columns: [{ name: 'logMu', size: 1 }],
    assessment: 'mode',
    program: (step) => ({
      act: (observation_NO) => {
        const prior = step.prior.at(observation_NO, 'target');
        const sample = sampleOf(prior, 1);
        const logMu = tf.transpose(logProbOf(prior, sample, prior.spaces[0]));
        return { action_NA: tf.squeeze(sample.action_SBA, [0]), record: { logMu } };
      },
      assess: (observation_NO) => ({
        action_NA: tf.squeeze(step.prior.at(observation_NO, 'online').mode!().action_SBA, [0]),
      }),
    }),
  }),
});

const target = { kind: 'copyEvery', updates: 100 } as const;
const slots = () => ({
  prior: { box: learnedGaussian({ squash: 'identity', target }), discrete: learnedCategorical({ target }) },
  posterior: batchWeights(),
  likelihood: optimality(),
  valueEstimator: stateValue(),
  bootstrap: generalisedAdvantages({ lambda: 1 }),
  mStep: weightedMle({ decoupled: false }),
  trustRegion: { box: decoupledGaussian({ meanBound: 0.0075, covarianceBound: 1e-5 }), discrete: categoricalKl() },
  temperature: klDual({ bound: 0.01, initialAlpha: 1 }),
  behaviour: laggingPrior(),
  data: rollouts({ length: 32, epochs: 1, batchSize: 2048 }),
  optimiser: adam({ learningRate: 1e-4 }),
  schedule: everyBatch(),
});

compose({ ...slots(), environment: pendulum() }, { seed: 1, environments: 64 });
compose({ ...slots(), environment: cartPole() }, { seed: 1, environments: 64 });

// @ts-expect-error weights on collected pairs say nothing about a new state
compose({ ...slots(), environment: pendulum(), behaviour: samplePosterior() }, { seed: 1 });
// @ts-expect-error nor about what was collected by others
compose({ ...slots(), environment: pendulum(), data: replay() }, { seed: 1 });
