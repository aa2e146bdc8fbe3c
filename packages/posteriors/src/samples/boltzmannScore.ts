import * as tf from '@tensorflow/tfjs-core';
import { type ActionSample, detach, type OfferedStep, tanhLogDeterminant } from '@vem/framework';

/** In which coordinates particles move: before the squash, or as actions. */
export type Coordinates = 'preSquash' | 'action';

/** Keeps log(1 − a²) finite; 1e-6 in the public code of arXiv:1702.08165. */
const EDGE = 1e-6;

/** A sample made of its coordinates: a = tanh u. */
export function sampleAt(coordinates: Coordinates, x_SBA: tf.Tensor): ActionSample {
  return coordinates === 'action' ? { action_SBA: x_SBA } : { action_SBA: tf.tanh(x_SBA), preSquash_SBA: x_SBA };
}

/** What the score needs of other slots. */
export type ScoreStep = OfferedStep<'prior.density' | 'valueEstimator.q'>;

export interface BoltzmannScore {
  /** [S, B, A], ∇ log p̃ in the particles' coordinates, without gradient of its own. */
  readonly score_SBA: tf.Tensor;
  /** [S, B] */
  readonly q_SB: tf.Tensor;
}

/**
 * Score of the Boltzmann posterior p(a|s) e^{Q(s,a)/α} at particles. By `preSquash` coordinates,
 *
 *     log p̃(u) = Q(s, tanh u)/α + log p(tanh u | s) + Σ_i log(1 − tanh² u_i),
 *
 * the posterior's log-density over u. By `action` coordinates the same three terms are differentiated by a, which is the
 * log-density of p(a|s) e^{Q/α} Π_i (1 − a_i²).
 */
export function boltzmannScore(
  step: ScoreStep,
  observation_BO: tf.Tensor,
  coordinates: Coordinates,
  particle_SBA: tf.Tensor,
): BoltzmannScore {
  const prior = step.prior.at(observation_BO, 'target');
  const [samples, rows] = particle_SBA.shape;
  const inverse_SB = tf.fill([samples, rows!], 1);
  const ofValue = tf.valueAndGrad((x: tf.Tensor) =>
    step.valueEstimator.q(observation_BO, sampleAt(coordinates, x), 'online', 'eStep'),
  )(particle_SBA, tf.div(inverse_SB, step.temperature.alpha()));
  const ofMeasure = tf.grad((x: tf.Tensor) => tf.sum(logMeasure(prior, coordinates, x)))(particle_SBA);
  return { score_SBA: detach(tf.add(ofValue.grad, ofMeasure)), q_SB: detach(ofValue.value) };
}

/** [S, B], log p(a|s) and the squash's determinant. */
function logMeasure(
  prior: ReturnType<ScoreStep['prior']['at']>,
  coordinates: Coordinates,
  x_SBA: tf.Tensor,
): tf.Tensor {
  const sample = sampleAt(coordinates, x_SBA);
  if (coordinates === 'action') {
    const edge_SB = tf.sum(tf.log(tf.add(tf.sub(1, tf.square(x_SBA)), EDGE)), -1);
    return tf.add(prior.logProb(sample, 'box'), edge_SB);
  }
  if (prior.spaces.includes('u')) return prior.logProb(sample, 'u');
  return tf.add(prior.logProb(sample, 'box'), tanhLogDeterminant(x_SBA));
}
