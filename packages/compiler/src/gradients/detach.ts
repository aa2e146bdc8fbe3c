import * as tf from '@tensorflow/tfjs-core';

/**
 * The same data as a tensor that no gradient flows through, at any order: the derivative of `detach(x)` is zero. Costs
 * nothing; the data is shared. Works in recorded and eager programs.
 */
export function detach<T extends tf.Tensor>(x: T): T {
  const engine = tf.engine();
  // tfjs tapes only what runs outside of a kernel.
  engine.state.kernelDepth++;
  try {
    return engine.runKernel<T>('Identity', { x });
  } finally {
    engine.state.kernelDepth--;
  }
}
