import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** What a reader makes of two critics. */
export const aggregate = z.enum(['min', 'mean', 'first']);
export type Aggregate = z.output<typeof aggregate>;

/** [S, B] of one or two critics. */
export function combine(how: Aggregate, [first, second]: readonly tf.Tensor[]): tf.Tensor {
  if (how === 'first' || second === undefined) return first;
  return how === 'min' ? tf.minimum(first, second) : tf.mul(0.5, tf.add(first, second));
}
