import * as tf from '@tensorflow/tfjs-core';

/** Runs `body` on a tape and frees the tape afterwards, unless a gradient around it still needs it. */
export function withTape<Result>(body: () => Result): Result {
  const { state } = tf.engine();
  const outermost = state.gradientDepth === 0;
  if (outermost) state.activeTape = [];
  state.gradientDepth++;
  try {
    return body();
  } finally {
    state.gradientDepth--;
    if (outermost) {
      for (const { saved } of state.activeTape) for (const tensor of saved ?? []) tensor.dispose();
      Object.assign(state, { activeTape: null });
    }
  }
}

/**
 * Gradients from the tape as it stands, zero where nothing leads from a tensor to the target. The backward pass is not
 * taped, as nothing differentiates it again.
 */
export function gradientsOf(target: tf.Tensor, tensors: tf.Tensor[]): tf.Tensor[] {
  const engine = tf.engine();
  engine.state.kernelDepth++;
  try {
    const { grads } = engine.gradients(() => target, tensors, undefined, true);
    return grads.map((slope, index): tf.Tensor => slope ?? tf.zeros(tensors[index].shape));
  } finally {
    engine.state.kernelDepth--;
  }
}

/** The same of a function of the tensors, on the tape, so that it can be differentiated again. */
export function tapedGradientsOf(f: () => tf.Tensor, tensors: tf.Tensor[]): tf.Tensor[] {
  const { grads } = tf.engine().gradients(f, tensors, undefined, true);
  return grads.map((slope, index): tf.Tensor => slope ?? tf.zeros(tensors[index].shape));
}
