import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  detach,
  distinctInOrder,
  effectiveSampleSize,
  logRatio,
  normalisedWeights,
  particleAt,
  type StepContext,
  sampleOf,
  soundWeights,
  systematicPositions,
} from '@vem/framework';
import type { Proposer } from './proposers.js';
import type { Twist } from './twist.js';

export interface PlanOptions {
  /** P */
  readonly particles: number;
  /** H */
  readonly horizon: number;
  /** γ */
  readonly discount: number;
  /** Particles are resampled where their effective number falls below this share of P; 1: in every step, 0: never. */
  readonly resampleBelow: number;
}

export interface Plan {
  /** [P·N, A], the first action of each particle's ancestor. */
  readonly first_RA: tf.Tensor;
  /** [P, N], adding up to 1. */
  readonly weight_PN: tf.Tensor;
  /** What was proposed in each step, [1, P·N, A]. */
  readonly proposed: readonly ActionSample[];
  /** [P, N], Σ r̂ + γ V(s′) − V(s) of each of these up to the first resampling, in reward units. */
  readonly advantage_PN: tf.Tensor;
  /** Scalars for the log. */
  readonly metrics: Readonly<Record<string, tf.Tensor>>;
}

/** Rows [P·N, X] of the particles that were picked in each state. */
function picked(x_RX: tf.Tensor, index_PN: tf.Tensor): tf.Tensor {
  const [, states] = index_PN.shape as [number, number];
  const row_PN = tf.add(tf.mul(index_PN, states), tf.range(0, states));
  return tf.gather(x_RX, tf.cast(tf.reshape(row_PN, [-1]), 'int32') as tf.Tensor1D);
}

const pickedNumbers = (x_R: tf.Tensor, index_PN: tf.Tensor) =>
  tf.squeeze<tf.Tensor>(picked(tf.expandDims(x_R, 1), index_PN), [1]);

/** Rows of states n of particles p, row p·N + n. */
interface Particles {
  readonly observation_RO: tf.Tensor;
  readonly first_RA: tf.Tensor;
  /** [R], 1 while the particle's episode goes on; then it keeps its weight. */
  readonly alive_R: tf.Tensor;
  /** [R], what was added for the present state and is to be subtracted. */
  readonly owed_R: tf.Tensor;
  /** [P, N], whose first action it is. */
  readonly ancestor_PN: tf.Tensor;
}

/**
 * Sequential Monte Carlo from N states (Piché et al. 2019, algorithm 1; Macfarlane et al. 2024, arXiv:2402.07963): in each of H
 * imagined steps log w += alive · [(r̂ + γ V(s′) − V(s))/α − log π/p], with V(s′) and V(s) by one consistent form, systematic
 * resampling, and the first action carried along by ancestry.
 */
export function plan(
  step: StepContext,
  root_NO: tf.Tensor,
  proposer: Proposer,
  { particles, horizon, discount, resampleBelow }: PlanOptions,
  twist: Twist,
): Plan {
  const states = root_NO.shape[0]!;
  const alpha = step.temperature.alpha();
  const byParticle = (x_R: tf.Tensor) => tf.reshape(x_R, [particles, states]);
  const own_PN = tf.tile(tf.expandDims(tf.range(0, particles), 1), [1, states]);
  let now: Particles = {
    observation_RO: tf.tile(root_NO, [particles, 1]),
    first_RA: tf.zeros([particles * states, 1]),
    alive_R: tf.ones([particles * states]),
    owed_R: tf.tile(detach(step.bootstrap.value(root_NO)), [particles]),
    ancestor_PN: own_PN,
  };
  const proposed: ActionSample[] = [];
  let logWeight_PN: tf.Tensor = tf.zeros([particles, states]);
  let advantage_PN: tf.Tensor = tf.zeros([particles, states]);
  /** [1, N], 1 until particles were resampled. */
  let untouched_1N: tf.Tensor = tf.ones([1, states]);
  let lost_N: tf.Tensor = tf.zeros([states]);
  const effective: tf.Tensor[] = [];
  const outside: Record<string, tf.Tensor> = {};
  for (let k = 0; k < horizon; k++) {
    const actor = proposer.at(now.observation_RO, k);
    const sample = sampleOf(actor, 1);
    proposed.push(sample);
    const action_RA = tf.squeeze<tf.Tensor>(sample.action_SBA, [0]);
    const imagined = step.model.step!(now.observation_RO, action_RA);
    if (imagined.distance_B) {
      const isOutside_R = tf.cast(tf.greater(imagined.distance_B, 1), 'float32');
      outside[`model/outside${k + 1}`] = tf.mean(tf.mul(now.alive_R, isOutside_R));
    }
    const goesOn_R = tf.cast(tf.less(step.noise.uniform([particles * states]), imagined.continue_B), 'float32');
    const { added_R, owed_R } = twist(step, { observation_RO: now.observation_RO, action_RA }, imagined, goesOn_R);
    const gain_R = tf.add(imagined.reward_B, tf.sub(tf.mul(discount, added_R), now.owed_R));
    const ratio_R = proposer.counts
      ? tf.squeeze<tf.Tensor>(logRatio(actor, step.prior.at(now.observation_RO, 'target'), sample), [0])
      : undefined;
    const scaled_R = tf.div(gain_R, alpha);
    const increment_R = tf.mul(now.alive_R, ratio_R ? tf.sub(scaled_R, ratio_R) : scaled_R);
    const sound = soundWeights(tf.add(logWeight_PN, byParticle(increment_R)));
    logWeight_PN = sound.logWeight_PN;
    lost_N = tf.maximum(lost_N, sound.lost_N);
    advantage_PN = tf.add(advantage_PN, tf.mul(untouched_1N, byParticle(tf.mul(now.alive_R, gain_R))));
    const first_RA = k === 0 ? action_RA : now.first_RA;
    now = {
      observation_RO: imagined.next_BO,
      first_RA,
      alive_R: tf.mul(now.alive_R, goesOn_R),
      owed_R,
      ancestor_PN: now.ancestor_PN,
    };
    const weight_PN = normalisedWeights(logWeight_PN);
    const size_N = effectiveSampleSize(weight_PN);
    effective.push(tf.mean(size_N));
    if (k === horizon - 1 || resampleBelow === 0) continue;
    const positions_PN = systematicPositions(particles, step.noise.uniform([1, states]));
    // Equal weights count as below, but for what rounding leaves.
    const isDue_1N = tf.expandDims(tf.lessEqual(size_N, resampleBelow * particles * (1 + 1e-4)), 0);
    const index_PN = tf.where(isDue_1N, particleAt(weight_PN, positions_PN), own_PN);
    logWeight_PN = tf.where(isDue_1N, tf.zerosLike(logWeight_PN), logWeight_PN);
    untouched_1N = tf.where(isDue_1N, tf.zerosLike(untouched_1N), untouched_1N);
    now = {
      observation_RO: picked(now.observation_RO, index_PN),
      first_RA: picked(now.first_RA, index_PN),
      alive_R: pickedNumbers(now.alive_R, index_PN),
      owed_R: pickedNumbers(now.owed_R, index_PN),
      ancestor_PN: byParticle(pickedNumbers(tf.reshape(now.ancestor_PN, [-1]), index_PN)),
    };
  }
  const mean = (terms: readonly tf.Tensor[]) =>
    tf.div(
      terms.reduce((sum, term) => tf.add(sum, term)),
      terms.length,
    );
  return {
    first_RA: now.first_RA,
    weight_PN: normalisedWeights(logWeight_PN),
    proposed,
    advantage_PN,
    metrics: {
      ...outside,
      effectiveSampleSize: mean(effective),
      ancestors: tf.mean(distinctInOrder(now.ancestor_PN)),
      survived: tf.mean(now.alive_R),
      lost: tf.mean(lost_N),
    },
  };
}

/** [N, A], the first action of a particle drawn by weight. @param position_1N - uniform on [0, 1) */
export const drawn = ({ first_RA, weight_PN }: Plan, position_1N: tf.Tensor): tf.Tensor =>
  picked(first_RA, particleAt(weight_PN, position_1N));

/** [N, A], mean of the first actions by weight: the expected action, or the probabilities of finite ones. */
export function expectedAction({ first_RA, weight_PN }: Plan): tf.Tensor {
  const [particles, states] = weight_PN.shape as [number, number];
  const first_PNA = tf.reshape(first_RA, [particles, states, -1]);
  return tf.sum(tf.mul(first_PNA, tf.expandDims(weight_PN, 2)), 0);
}
