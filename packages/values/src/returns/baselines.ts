import * as tf from '@tensorflow/tfjs-core';
import {
  type HostContext,
  leaveOneOut,
  type ParameterGroup,
  type Rollout,
  recordedSample,
  type StepContext,
  squaredScore,
  zeros,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './returnsErrors.js';

export const BASELINES = ['none', 'constant', 'timeMean', 'decayingAverage', 'learned', 'optimal'] as const;

/** Options of what is subtracted from returns. None of it depends on the action that the score is of, so the mean stays. */
export const baselineOptions = {
  baseline: z
    .enum(BASELINES)
    .default('none')
    .describe(
      'what is subtracted from the return that a score is multiplied by. `none`; `constant`; `timeMean`: the mean over the other episodes at the same step, one left out; `decayingAverage`: the same over earlier roll-outs, as it was before this one; `learned`: V(s) of the value estimator; `optimal`: as `timeMean`, weighed by squared scores, which leaves the least variance of one number per step (Greensmith et al. 2004, theorem 8)',
    ),
  constant: z.number().default(0).describe('c of the baseline `constant`, in reward units'),
  decay: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe(
      'β of the baseline `decayingAverage`, b ← β b + (1 − β) mean; .9 in Pyro, whose averages start at 0 as these do',
    ),
  decaySteps: z
    .int()
    .positive()
    .default(1000)
    .describe('steps of an episode with an average of their own under `decayingAverage`; later ones share the last'),
};

export type BaselineOptions = z.output<z.ZodObject<typeof baselineOptions>>;

const AVERAGE = 'average';
export const GROUP = 'returns';

/** The averages that are remembered, one per step of an episode. */
export const declareAverages = (group: ParameterGroup, { decaySteps }: BaselineOptions) =>
  group.declare(AVERAGE, [decaySteps], zeros);

/** What a baseline is made from. */
export interface Episodes {
  readonly rollout: Rollout;
  /** [T, M], what scores are multiplied by. */
  readonly return_TM: tf.Tensor;
  /** [T, M], 1 where there is a step. */
  readonly mask_TM: tf.Tensor;
  /** [T, M], V(s). */
  readonly value_TM: tf.Tensor;
}

/** [T, M], without gradient. @throws VEM_SCORE_UNKNOWN */
export function baselineOf(step: StepContext, options: BaselineOptions, episodes: Episodes): tf.Tensor {
  const { return_TM, mask_TM, value_TM, rollout } = episodes;
  switch (options.baseline) {
    case 'none':
      return tf.zerosLike(return_TM);
    case 'constant':
      return tf.fill(return_TM.shape, options.constant);
    case 'timeMean':
      return leaveOneOut(return_TM, mask_TM);
    case 'decayingAverage':
      return tf.tile(tf.expandDims(averagesOf(step, options, return_TM.shape[0]!), 1), [1, return_TM.shape[1]!]);
    case 'learned':
      return value_TM;
    case 'optimal': {
      const belief = step.posterior.infer(rollout.observation_BO, 'target');
      const squared_B = squaredScore(belief, recordedSample({ batch: rollout }));
      if (!squared_B) throw errors.scoreUnknown(belief.spaces);
      return leaveOneOut(return_TM, tf.mul(mask_TM, tf.reshape(squared_B, mask_TM.shape)));
    }
  }
}

/** [T] */
function averagesOf(step: StepContext, { decaySteps }: BaselineOptions, length: number): tf.Tensor {
  const average = step.parameters(GROUP)[AVERAGE];
  if (length <= decaySteps) return tf.slice(average, [0], [length]);
  return tf.concat([average, tf.tile(tf.slice(average, [decaySteps - 1], [1]), [length - decaySteps])]);
}

/** After a roll-out was learned from: b_t ← β b_t + (1 − β) mean over its episodes, where any of them got to step t. */
export function moveAverages({ decay, decaySteps }: BaselineOptions, context: HostContext): void {
  const { batch } = context;
  const average = context.parameters(GROUP)[AVERAGE];
  const [sum, count] = [new Float64Array(decaySteps), new Float64Array(decaySteps)];
  for (const [row, weight] of batch.weight.entries()) {
    if (weight === 0) continue;
    const site = Math.min(batch.time[row], decaySteps - 1);
    sum[site] += batch.return[row];
    count[site] += 1;
  }
  for (let t = 0; t < decaySteps; t++)
    if (count[t] > 0) average[t] = decay * average[t] + (1 - decay) * (sum[t] / count[t]);
}
