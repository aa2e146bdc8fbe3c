import * as tf from '@tensorflow/tfjs-core';
import {
  type Copy,
  GaussianNetwork,
  type GaussianParameters,
  gaussianOf,
  networkOf,
  type ParameterGroup,
  type StepContext,
} from '@vem/framework';
import type { IterativeOptions } from './options.js';

/** Where inference iterations start, and whether that is learned. */
export interface Start {
  readonly learned: boolean;
  at(step: StepContext, observation_BO: tf.Tensor, copy: Copy): GaussianParameters;
}

/** @param group - of the direct network, where there is one; @param input - O; @param dimension - A */
export function startOf(options: IterativeOptions, group: ParameterGroup, input: number, dimension: number): Start {
  const { start, initialMean, initialStd, logStdRange } = options;
  if (start === 'prior')
    return {
      learned: false,
      at: (step, observation_BO) => gaussianOf(step.prior.at(observation_BO, 'target')),
    };
  if (start === 'constant')
    return {
      learned: false,
      at: (_step, observation_BO) => {
        const shape = [observation_BO.shape[0]!, dimension];
        return { mean_BA: tf.fill(shape, initialMean), logStd_BA: tf.fill(shape, Math.log(initialStd)) };
      },
    };
  // The direct network starts as SAC's does: its last layer is not the gates', which starts at 0.
  const shape = { name: 'start', input, ...networkOf({ ...options, outputGain: 1 }) };
  const deviation = { deviation: 'exponential', initialStd, minStd: 1e-6, logStdRange } as const;
  const network = new GaussianNetwork(group, shape, dimension, deviation);
  return {
    learned: true,
    at: (step, observation_BO, copy) => network.forward(step.parameters(group.name, copy), observation_BO),
  };
}
