// Skeletons: proof on types, nothing runs. What algorithms that learn from their latest roll-outs share.
import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, type Density, definePlugin, logProbOf, type StepContext, sampleOf, Tokens } from '@vem/framework';
import { z } from 'zod';
import { body } from './body.js';

/**
 * T steps of N environments, handed out as minibatches for several epochs, then forgotten. Carries: the present roll-out,
 * its annotations, and the order of the epoch's rows.
 */
export const rollouts = definePlugin({
  slot: 'data',
  name: 'rollouts',
  description: 'The latest roll-out, whole',
  config: z.strictObject({
    length: z.int().positive().default(2048).describe('T, steps of each environment; arXiv:1707.06347, table 3'),
    epochs: z.int().positive().default(10).describe('times that each row is learned from; arXiv:1707.06347, table 3'),
    batchSize: z.int().positive().default(64).describe('rows per minibatch; arXiv:1707.06347, table 3'),
  }),
  provides: ['onPolicy', 'rollouts'],
  inject: [],
  create: ({ length, epochs, batchSize }) => ({
    batchSize,
    open: (columns) => columns,
    append: (transitions) => body(transitions.columns, transitions.count),
    ready: () => body(),
    batchesLeft: () => body(epochs),
    fill: (batch, stream) => body(batch, stream.integer(length)),
    rollouts: {
      length,
      open: (environments, annotations) => body(environments, annotations),
      complete: () => body(),
      annotate: (annotations) => body(annotations.advantage, annotations.return),
    },
    state: () => ({ rows: body<Float32Array>(), order: body<Int32Array>(), epoch: body<number>() }),
    restore: ({ rows, order, epoch }) => body(rows, order, epoch),
  }),
});

/** Advantages and returns by looking along the roll-out: Schulman et al. 2016, arXiv:1506.02438, eq. 16. */
export const generalisedAdvantages = definePlugin({
  slot: 'bootstrap',
  name: 'generalised-advantages',
  description: 'Exponentially weighted advantages along roll-outs',
  source: { title: 'Schulman et al. 2016, High-Dimensional Continuous Control Using GAE', arxiv: '1506.02438' },
  config: z.strictObject({
    discount: z.number().min(0).max(1).default(0.99).describe('γ per step'),
    lambda: z.number().min(0).max(1).default(0.95).describe('weight of longer returns; 1: Monte Carlo'),
  }),
  provides: ['advantage'],
  requires: ['valueEstimator.v', 'data.rollouts'],
  inject: [],
  create: ({ discount, lambda }) => ({
    annotations: [
      { name: 'advantage', size: 1 },
      { name: 'return', size: 1 },
      { name: 'value', size: 1 },
    ],
    program: (step) => ({
      target: () => tf.squeeze(step.batch.columns.return, [1]),
      annotate: ({ steps, environments, rows }) => {
        const value_TN = tf.reshape(step.valueEstimator.v!(rows.observation_BO, 'online'), [steps, environments]);
        const next_TN = tf.reshape(step.valueEstimator.v!(rows.nextObservation_BO, 'online'), [steps, environments]);
        const reward_TN = tf.reshape(step.likelihood.reward(rows), [steps, environments]);
        // Only termination stops a value; any end stops the sum along time.
        const advantage = body<tf.Tensor>(reward_TN, next_TN, rows.terminated_B, rows.truncated_B, discount, lambda);
        return { advantage, return: tf.add(advantage, tf.reshape(value_TN, [-1])), value: tf.reshape(value_TN, [-1]) };
      },
    }),
  }),
});

/** Whatever the roll-out has to give is learned from at once. Carries nothing. */
export const everyBatch = definePlugin({
  slot: 'schedule',
  name: 'every-batch',
  description: 'As many updates as the data source has batches',
  config: z.strictObject({
    steps: z
      .array(z.array(z.enum(['model', 'evaluate', 'eStep', 'mStep', 'temperature'])))
      .default([['value', 'eStep', 'mStep', 'temperature']])
      .describe('optimiser steps of an update in order'),
  }),
  requires: ['data.onPolicy'],
  inject: [],
  create: ({ steps }) => ({ steps, updatesDue: (_progress, _newEnvSteps, batchesLeft) => batchesLeft }),
});

/** The posterior acts and writes down how likely its actions were: the denominator of every ratio. */
export const recordingPosterior = definePlugin({
  slot: 'behaviour',
  name: 'recording-posterior',
  description: 'Acts by draws from the posterior, with their log-density and pre-squash values',
  config: z.strictObject({}),
  provides: ['actsByPosterior', 'logMu', 'preSquash'],
  requires: ['posterior.sample', 'posterior.logProb', 'posterior.mode'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    columns: [
      { name: 'logMu', size: 1 },
      { name: 'preSquash', size: actionWidth(action) },
    ],
    assessment: 'mode',
    program: (step) => ({
      act: (observation_NO) => {
        const belief = step.posterior.infer(observation_NO, 'act');
        const sample = sampleOf(belief, 1);
        const logMu = tf.transpose(logProbOf(belief, sample, belief.spaces[0]));
        const preSquash = tf.squeeze(sample.preSquash_SBA ?? sample.action_SBA, [0]);
        return { action_NA: tf.squeeze(sample.action_SBA, [0]), record: { logMu, preSquash } };
      },
      assess: (observation_NO) => ({
        action_NA: tf.squeeze(step.posterior.infer(observation_NO, 'assess').mode!().action_SBA, [0]),
      }),
    }),
  }),
});

/** [B], π(a|s) / μ(a|s) of the batch's own actions under a belief at its states. */
export function ratioToBehaviour(step: StepContext, belief: Density): tf.Tensor {
  const { action_BA, columns } = step.batch;
  const sample = { action_SBA: tf.expandDims(action_BA, 0), preSquash_SBA: tf.expandDims(columns.preSquash, 0) };
  const logProb_B = tf.squeeze(logProbOf(belief, sample, belief.spaces[0]), [0]);
  return tf.exp(tf.sub(logProb_B, tf.squeeze(columns.logMu, [1])));
}
