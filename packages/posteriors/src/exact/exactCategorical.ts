import * as tf from '@tensorflow/tfjs-core';
import {
  type Belief,
  type Copy,
  categoricalDensity,
  categoricalEntropy,
  categoricalKl,
  categoricalMean,
  definePlugin,
  enumerationOf,
  type OfferedStep,
  type Purpose,
  tempered,
} from '@vem/framework';
import { z } from 'zod';

const copy = z.enum(['online', 'target']);

const config = z.strictObject({
  train: copy.default('online').describe('copy of Q behind the belief that temperatures and priors learn from'),
  target: copy.default('target').describe('copy of Q behind the belief that value targets are formed with'),
  act: copy.default('online').describe('copy of Q behind the belief that acts, while exploring and when evaluated'),
});

/** What it needs of the other slots. */
type Step = OfferedStep<'prior.enumerate' | 'valueEstimator.qAll'>;

interface Inferred {
  readonly belief: Belief;
  /** [B, A] each; the prior's is as its density gives it, normalised or not. */
  readonly q_BA: tf.Tensor;
  readonly prior_BA: tf.Tensor;
}

/** π ∝ p exp(Q / α), written down. */
function infer(step: Step, observation_BO: tf.Tensor, purpose: Purpose, from: Copy): Inferred {
  const q_BA = step.valueEstimator.qAll(observation_BO, from, purpose === 'target' ? 'target' : 'eStep');
  const prior_BA = enumerationOf(step.prior.at(observation_BO, 'target'));
  const density = categoricalDensity(tempered(q_BA, prior_BA, step.temperature.alpha(), -1).excess, step.noise);
  return { belief: { ...density, weighted: () => allActions(density) }, q_BA, prior_BA };
}

/** Every action, by its probability: S is the number of actions. */
function allActions(density: Belief) {
  const logProb_BA = enumerationOf(density);
  const [rows, count] = logProb_BA.shape as [number, number];
  const action_SBA = tf.tile(tf.expandDims(tf.eye(count), 1), [1, rows, 1]);
  return { sample: { action_SBA }, weight_SB: tf.transpose(tf.exp(logProb_BA)), normalisation: 'perState' as const };
}

/**
 * The posterior that maximises E_π[Q] − α KL(π‖p) over finitely many actions, in closed form: the Boltzmann policy of
 * soft Q-learning, relative to the prior. Nothing is learned.
 */
export const exactCategorical = definePlugin({
  slot: 'posterior',
  name: 'exact-categorical',
  description: 'Each finite action in proportion to prior · exp(Q/α), without a network',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
  },
  config,
  provides: ['sample', 'logProb', 'mode', 'enumerate', 'weighted', 'space:finite'],
  requires: ['environment.finite', 'prior.enumerate', 'valueEstimator.qAll'],
  inject: [],
  create: (options) => {
    const copyFor: Readonly<Record<Purpose, Copy>> = {
      train: options.train,
      target: options.target,
      act: options.act,
      evaluate: options.act,
    };
    return {
      program: (step) => ({
        infer: (observation_BO, purpose, from = copyFor[purpose]) => infer(step, observation_BO, purpose, from).belief,
        loss: () => {
          const { belief, q_BA, prior_BA } = infer(step, step.batch.observation_BO, 'train', copyFor.train);
          const belief_BA = enumerationOf(belief);
          const kl_B = categoricalKl(belief_BA, prior_BA);
          const q_B = categoricalMean(belief_BA, q_BA);
          const evidence = { entropy: tf.mean(categoricalEntropy(belief_BA)), kl: tf.mean(kl_B) };
          const objective = tf.mean(tf.sub(q_B, tf.mul(step.temperature.alpha(), kl_B)));
          return {
            losses: [],
            belief,
            results: {
              ...evidence,
              q_SB: tf.transpose(q_BA),
              logBase_SB: tf.transpose(tf.logSoftmax(prior_BA, -1)),
            },
            metrics: { objective, q: tf.mean(q_B), ...evidence },
          };
        },
      }),
    };
  },
});
