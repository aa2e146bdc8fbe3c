import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type ActionSpace,
  type AssessmentManner,
  actionWidth,
  type Behaviour,
  type BehaviourProgram,
  type Density,
  type Progress,
  type StepContext,
  type Stream,
  sampleOf,
} from '@vem/framework';
import { z } from 'zod';

/** Candidates of `bestOfQ`, for densities that have no mode. */
const CANDIDATES = 32;

/** How assessments act. */
export const assessmentManner = z.enum(['mode', 'bestOfQ', 'sample']);

export const warmUpSteps = z
  .int()
  .min(0)
  .default(1000)
  .describe('environment steps before the policy takes over; 1000 in arXiv:1801.01290, 10 000 on HalfCheetah and Ant');

export const warmUpHold = z
  .int()
  .min(1)
  .default(1)
  .describe(
    'steps for which each uniform action of the warm-up is held; 1: none is, as in the public code of arXiv:1801.01290. Independent actions cancel out where only a lasting push leads anywhere',
  );

export interface SamplingOptions {
  /** Who acts at first: uniform random actions, or the policy as initialised. */
  readonly warmUp: 'uniform' | 'policy';
  readonly warmUpSteps: number;
  readonly warmUpHold: number;
  readonly assessment: AssessmentManner;
}

/** Whose actions are taken at these observations. */
export type Acting = (step: StepContext, observation_NO: tf.Tensor, purpose: 'act' | 'assess') => Density;

/** Acts by draws from a density, after a warm-up; when assessed, by its mode or the best of some draws. */
export class Sampling implements Behaviour {
  readonly columns = [];
  readonly assessment: AssessmentManner;
  readonly #uniformSteps: number;
  readonly #hold: number;
  readonly #action: ActionSpace;
  readonly #acting: Acting;

  constructor(options: SamplingOptions, action: ActionSpace, acting: Acting) {
    this.assessment = options.assessment;
    this.#uniformSteps = options.warmUp === 'uniform' ? options.warmUpSteps : 0;
    this.#hold = options.warmUpHold;
    this.#action = action;
    this.#acting = acting;
  }

  explores({ envSteps }: Progress): boolean {
    return envSteps < this.#uniformSteps;
  }

  explore(stream: Stream, action_NA: Float32Array, progress: Progress): void {
    const steps = progress.envSteps / (action_NA.length / actionWidth(this.#action));
    if (steps % this.#hold !== 0) return;
    if (this.#action.kind === 'box') {
      for (let i = 0; i < action_NA.length; i++) action_NA[i] = 2 * stream.uniform() - 1;
      return;
    }
    action_NA.fill(0);
    const { count } = this.#action;
    for (let row = 0; row < action_NA.length; row += count) action_NA[row + stream.integer(count)] = 1;
  }

  program(step: StepContext): BehaviourProgram {
    return {
      act: (observation_NO) => ({
        action_NA: first(sampleOf(this.#acting(step, observation_NO, 'act'), 1)),
        record: {},
      }),
      assess: (observation_NO, manner) => {
        const density = this.#acting(step, observation_NO, 'assess');
        if (manner === 'mode' && density.mode) return { action_NA: first(density.mode()) };
        return {
          action_NA: manner === 'sample' ? first(sampleOf(density, 1)) : bestOfQ(step, density, observation_NO),
        };
      },
    };
  }
}

/** [1, N, A] → [N, A] */
const first = (sample: ActionSample): tf.Tensor => tf.squeeze(sample.action_SBA, [0]);

/** [N, A], of some samples the one with the largest value. */
function bestOfQ(step: StepContext, density: Density, observation_NO: tf.Tensor): tf.Tensor {
  const sample = sampleOf(density, CANDIDATES);
  const q_SB = step.valueEstimator.q!(observation_NO, sample, 'online', 'planner');
  const best_SB = tf.transpose(tf.cast(tf.oneHot(tf.argMax(q_SB, 0) as tf.Tensor1D, CANDIDATES), 'float32'));
  return tf.sum(tf.mul(tf.expandDims(best_SB, 2), sample.action_SBA), 0);
}
