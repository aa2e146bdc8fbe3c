import * as tf from '@tensorflow/tfjs-core';
import type { RecordColumn, Tensors } from '@vem/framework';
import * as errors from '../behaviourErrors.js';
import type { Plan } from './plan.js';

/** Largest plan that is kept beside a transition, in bytes. */
const LARGEST = 2 ** 14;

/**
 * What a plan leaves beside its transition: first actions with their weights, and the actions as proposed with their
 * advantages before any resampling, and when it was made, in environment steps.
 *
 * @throws VEM_PLAN_SIZE
 */
export function planColumns(particles: number, width: number): readonly RecordColumn[] {
  const columns = [
    { name: 'planAction', size: particles * width },
    { name: 'planWeight', size: particles },
    { name: 'planAdvantage', size: particles },
    { name: 'planStep', size: 1 },
  ];
  const bytes = columns.reduce((sum, { size }) => sum + size, 0) * Float32Array.BYTES_PER_ELEMENT;
  if (bytes > LARGEST) throw errors.planTooLarge(particles, bytes, LARGEST);
  return columns;
}

/** @param now - a scalar, environment steps so far */
export function planRecord({ first_RA, weight_PN, advantage_PN }: Plan, now: tf.Tensor): Tensors {
  const [particles, states] = weight_PN.shape as [number, number];
  const first_PNA = tf.reshape(first_RA, [particles, states, -1]);
  return {
    planAction: tf.reshape(tf.transpose(first_PNA, [1, 0, 2]), [states, -1]),
    planWeight: tf.transpose(weight_PN),
    planAdvantage: tf.transpose(advantage_PN),
    planStep: tf.mul(now, tf.ones([states, 1])),
  };
}
