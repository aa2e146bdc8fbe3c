import * as tf from '@tensorflow/tfjs-core';
import type { Batch, ImaginedStep, Tensors } from '@vem/framework';
import { continuationLoss } from './gaussianOutcome.js';
import type { Own, Predictions } from './predictions.js';

/** What a member is fitted to, and what it is asked: rows [M, B, …]. */
export interface MemberRows {
  readonly input_MBI: tf.Tensor;
  /** Change of the observation, and the reward. */
  readonly target_MBP: tf.Tensor;
  readonly next_MBO: tf.Tensor;
  /** [M, B], 1 where the episode went on. */
  readonly continued_MB: tf.Tensor;
}

/** Rows of a batch as members see them. @param split - [X·…] → [M, B, X], or the same rows for each member */
export function memberRows(batch: Batch, split: (x_BX: tf.Tensor) => tf.Tensor): MemberRows {
  const { observation_BO, action_BA, nextObservation_BO, reward_B, terminated_B } = batch;
  const change_BO = tf.sub(nextObservation_BO, observation_BO);
  return {
    input_MBI: split(tf.concat([observation_BO, action_BA], 1)),
    target_MBP: split(tf.concat([change_BO, tf.expandDims(reward_B, 1)], 1)),
    next_MBO: split(nextObservation_BO),
    continued_MB: tf.squeeze(split(tf.expandDims(tf.sub(1, terminated_B), 1)), [2]),
  };
}

/** [M], mean squared error of one step, with the log-loss of its end. */
export function memberErrors(predictions: Predictions, own: Own, rows: MemberRows): tf.Tensor {
  const { mean } = predictions.outcome(own, predictions.scales.input(own.scale, rows.input_MBI));
  const error_M = tf.mean(tf.square(tf.sub(mean, predictions.scales.target(own.scale, rows.target_MBP))), [1, 2]);
  const logit_MB = predictions.continuation(own, predictions.scales.input(own.scale, rows.next_MBO));
  return logit_MB ? tf.add(error_M, tf.mean(continuationLoss(logit_MB, rows.continued_MB), 1)) : error_M;
}

/**
 * How far repeated prediction under the recorded actions is from what was recorded, after 1 … T steps: root mean squares over
 * observations, in deviations of each. Stretches that ended are left out from there on.
 */
export function errorsAlong(
  batch: Batch,
  predictions: Predictions,
  own: Own,
  step: (observation_CO: tf.Tensor, action_CA: tf.Tensor) => ImaginedStep,
): Tensors {
  const { steps, count } = batch.time!;
  const at = (x_RX: tf.Tensor, t: number) => tf.slice(x_RX, [t * count, 0], [count, x_RX.shape[1]!]);
  const column = (x_R: tf.Tensor, t: number) => tf.slice(x_R, [t * count], [count]);
  let state_CO = at(batch.observation_BO, 0);
  let going_C: tf.Tensor = tf.ones([count]);
  const errors: Record<string, tf.Tensor> = {};
  for (let t = 0; t < steps; t++) {
    state_CO = step(state_CO, at(batch.action_BA, t)).next_BO;
    const scaled = (x_CO: tf.Tensor) => predictions.scales.input(own.scale, x_CO);
    const error_C = tf.mean(tf.square(tf.sub(scaled(state_CO), scaled(at(batch.nextObservation_BO, t)))), 1);
    const mean = tf.div(tf.sum(tf.mul(going_C, error_C)), tf.maximum(tf.sum(going_C), 1));
    errors[`error${t + 1}`] = tf.sqrt(mean);
    const ended_C = tf.maximum(column(batch.terminated_B, t), column(batch.truncated_B, t));
    going_C = tf.mul(going_C, tf.sub(1, ended_C));
  }
  return errors;
}
