import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { definePlugin } from '../composition/definePlugin.js';
import { Tokens } from '../composition/tokens.js';
import { sampleOf } from '../densities/ratio.js';
import type { ActionSpace } from '../environment/spaces.js';
import type { Stream } from '../random/stream.js';
import type { AssessmentManner, Behaviour, BehaviourProgram } from '../slots/behaviour.js';
import type { ActionSample, Belief } from '../slots/density.js';
import type { Progress } from '../slots/slots.js';
import type { StepContext } from '../slots/step.js';

/** Candidates of `bestOfQ`, for posteriors that have no mode. */
const CANDIDATES = 32;

const config = z.strictObject({
  warmUp: z
    .enum(['uniform', 'policy'])
    .default('uniform')
    .describe(
      'who acts before learning starts: uniform random actions (arXiv:1801.01290, public code), or the policy as initialised',
    ),
  warmUpSteps: z
    .int()
    .min(0)
    .default(1000)
    .describe(
      'environment steps before the policy takes over; 1000 in arXiv:1801.01290, 10 000 on HalfCheetah and Ant',
    ),
  assessment: z
    .enum(['mode', 'bestOfQ', 'sample'])
    .default('mode')
    .describe('how assessments act: tanh μ for a tanh-Gaussian (arXiv:1801.01290)'),
});

class SamplePosterior implements Behaviour {
  readonly columns = [];
  readonly assessment: AssessmentManner;
  readonly #uniformSteps: number;
  readonly #action: ActionSpace;

  constructor(options: z.output<typeof config>, action: ActionSpace) {
    this.assessment = options.assessment;
    this.#uniformSteps = options.warmUp === 'uniform' ? options.warmUpSteps : 0;
    this.#action = action;
  }

  explores({ envSteps }: Progress): boolean {
    return envSteps < this.#uniformSteps;
  }

  explore(stream: Stream, action_NA: Float32Array): void {
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
        action_NA: first(sampleOf(step.posterior.infer(observation_NO, 'act'), 1)),
        record: {},
      }),
      assess: (observation_NO, manner) => {
        const belief = step.posterior.infer(observation_NO, 'assess');
        if (manner === 'mode' && belief.mode) return { action_NA: first(belief.mode()) };
        return { action_NA: manner === 'sample' ? first(sampleOf(belief, 1)) : bestOfQ(step, belief, observation_NO) };
      },
    };
  }
}

/** [1, N, A] → [N, A] */
const first = (sample: ActionSample): tf.Tensor => tf.squeeze(sample.action_SBA, [0]);

/** [N, A], of some samples the one with the largest value. */
function bestOfQ(step: StepContext, belief: Belief, observation_NO: tf.Tensor): tf.Tensor {
  const sample = sampleOf(belief, CANDIDATES);
  const q_SB = step.valueEstimator.q!(observation_NO, sample, 'online', 'planner');
  const best_SB = tf.transpose(tf.cast(tf.oneHot(tf.argMax(q_SB, 0) as tf.Tensor1D, CANDIDATES), 'float32'));
  return tf.sum(tf.mul(tf.expandDims(best_SB, 2), sample.action_SBA), 0);
}

/** The posterior acts: a draw from it while training, its mode when assessed. */
export const samplePosterior = definePlugin({
  slot: 'behaviour',
  name: 'sample-posterior',
  description: 'Acts by draws from the posterior, after a warm-up',
  config,
  provides: ['actsByPosterior'],
  requires: ['posterior.sample'],
  inject: [Tokens.action],
  create: (options, action) => new SamplePosterior(options, action),
});
