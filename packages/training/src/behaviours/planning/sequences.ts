import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type ActionSpace,
  categoricalDensity,
  type Density,
  enumerationOf,
  type GaussianParameters,
  gaussianDensity,
  gaussianOf,
  type Noise,
  type Purpose,
  preSquashOf,
  type StepContext,
  weightedMoments,
} from '@vem/framework';
import type { PathIntegralOptions } from './pathIntegralOptions.js';
import type { Plan } from './plan.js';

/** A density over sequences of actions, each action independent of the others and of the states that they lead to. */
export interface Sequences {
  /** Of step k's action, [P·N, A], alike for the particles of a state. */
  at(k: number, particles: number): Density;
  /** The one of this kind that has the moments of weighted sequences. */
  fitted(planned: Pick<Plan, 'proposed' | 'weight_PN'>): Sequences;
}

type SequenceOptions = Pick<PathIntegralOptions, 'squash' | 'deviation' | 'leastStd' | 'explored'>;

/** [P·N, A] rows for [N, A]. */
const perParticle = (x_NA: tf.Tensor, particles: number): tf.Tensor => tf.tile(x_NA, [particles, 1]);

/** [P, N, A] of one step's samples [1, P·N, A]. */
const byParticle = (x_1RA: tf.Tensor, [particles, states]: readonly number[]): tf.Tensor =>
  tf.reshape(x_1RA, [particles, states, x_1RA.shape[2]!]);

/** Gaussians before the squash. @param gaussians - of each step, [N, A] */
export function gaussianSequences(
  gaussians: readonly GaussianParameters[],
  options: SequenceOptions,
  noise: Noise,
): Sequences {
  const { squash, deviation, leastStd } = options;
  return {
    at: (k, particles) => {
      const { mean_BA, logStd_BA } = gaussians[k];
      const rows = { mean_BA: perParticle(mean_BA, particles), logStd_BA: perParticle(logStd_BA, particles) };
      return gaussianDensity(rows, squash, noise);
    },
    fitted: ({ proposed, weight_PN }) => {
      const moved = proposed.map((sample, k) => {
        const u_PNA = byParticle(preSquashOf(sample, squash), weight_PN.shape);
        const { mean_BA, variance_BA } = weightedMoments(u_PNA, weight_PN);
        if (deviation === 'fixed') return { mean_BA, logStd_BA: gaussians[k].logStd_BA };
        return { mean_BA, logStd_BA: tf.mul(0.5, tf.log(tf.maximum(variance_BA, leastStd ** 2))) };
      });
      return gaussianSequences(moved, options, noise);
    },
  };
}

/** Probabilities of finite actions. @param logits - of each step, [N, A] */
export function categoricalSequences(logits: readonly tf.Tensor[], options: SequenceOptions, noise: Noise): Sequences {
  return {
    at: (k, particles) => categoricalDensity(perParticle(logits[k], particles), noise),
    fitted: ({ proposed, weight_PN }) => {
      const moved = proposed.map(({ action_SBA }: ActionSample) => {
        const { mean_BA } = weightedMoments(byParticle(action_SBA, weight_PN.shape), weight_PN);
        const even = options.explored / action_SBA.shape[2]!;
        return tf.log(tf.add(tf.mul(1 - options.explored, mean_BA), even));
      });
      return categoricalSequences(moved, options, noise);
    },
  };
}

/** What draws the first sequences from each of N states. */
export function startOf(
  options: PathIntegralOptions,
  action: ActionSpace,
  step: StepContext,
  root_NO: tf.Tensor,
  purpose: Purpose,
): Sequences {
  const { start, horizon, initialStd } = options;
  const states = root_NO.shape[0]!;
  if (start === 'posterior') {
    const beliefs = alongMode(step, root_NO, purpose, horizon);
    return action.kind === 'finite'
      ? categoricalSequences(beliefs.map(enumerationOf), options, step.noise)
      : gaussianSequences(beliefs.map(gaussianOf), options, step.noise);
  }
  const each = <T>(of: () => T): readonly T[] => Array.from({ length: horizon }, of);
  if (action.kind === 'finite')
    return categoricalSequences(
      each(() => tf.zeros([states, action.count])),
      options,
      step.noise,
    );
  const shape = [states, action.dimension];
  const gaussian = () => ({ mean_BA: tf.zeros(shape), logStd_BA: tf.fill(shape, Math.log(initialStd)) });
  return gaussianSequences(each(gaussian), options, step.noise);
}

/** The posterior's beliefs along a path through the model that its mode takes. */
function alongMode(step: StepContext, root_NO: tf.Tensor, purpose: Purpose, horizon: number): readonly Density[] {
  let observation_NO = root_NO;
  const beliefs: Density[] = [];
  for (let k = 0; k < horizon; k++) {
    const belief = step.posterior.infer(observation_NO, purpose);
    beliefs.push(belief);
    if (k === horizon - 1) break;
    const action_NA = tf.squeeze<tf.Tensor>(belief.mode!().action_SBA, [0]);
    observation_NO = step.model.step!(observation_NO, action_NA).next_BO;
  }
  return beliefs;
}
