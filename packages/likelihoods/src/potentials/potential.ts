import type * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/framework';

/** A reward of state and finite action that is learned, in reward units: r_w(s, a). */
export interface Potential {
  /** [B, A], with gradient. @param parameters - of the group `likelihood` */
  program(parameters: Tensors, state_BO: tf.Tensor): tf.Tensor;
  /** [S, A], of every state in order, in float64. @param state_SO - what is observed of each state */
  host(parameters: Readonly<Record<string, Float32Array>>, state_SO: Float64Array): Float64Array;
}

/** The group of parameters that losses of learned likelihoods belong to. */
export const GROUP = 'likelihood';
