import * as tf from '@tensorflow/tfjs-core';

type Gradients = Readonly<Record<string, () => tf.Tensor>>;

/** What of a kernel's inputs and outputs its gradient reads. */
interface Saved {
  readonly inputs?: readonly string[];
  readonly outputs?: readonly boolean[];
}

/**
 * Declares the gradient of a kernel: a function of the gradient of its result, of the saved tensors (inputs, then
 * outputs) and of its attributes. No function may return `dy` itself, since tfjs disposes what is returned.
 */
export function gradient<Attributes = unknown>(
  kernelName: string,
  { inputs = [], outputs = [] }: Saved,
  differentiate: (dy: tf.Tensor, saved: tf.Tensor[], attributes: Attributes) => Gradients,
): tf.GradConfig {
  return gradientOfMany<Attributes>(kernelName, { inputs, outputs }, ([dy], saved, attributes) =>
    differentiate(dy, saved, attributes),
  );
}

/** The same for a kernel with several results. */
export function gradientOfMany<Attributes = unknown>(
  kernelName: string,
  { inputs = [], outputs = [] }: Saved,
  differentiate: (dys: readonly tf.Tensor[], saved: tf.Tensor[], attributes: Attributes) => Gradients,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: [...inputs],
    outputsToSave: [...outputs],
    gradFunc: (dy, saved, attributes) => differentiate([dy].flat(), saved, attributes as Attributes),
  };
}

/** The same for a kernel of a list of operands: one slope for each. */
export function gradientOfList<Attributes = unknown>(
  kernelName: string,
  differentiate: (dy: tf.Tensor, operands: tf.Tensor[], attributes: Attributes) => tf.Tensor[],
): tf.GradConfig {
  return {
    kernelName,
    saveAllInputs: true,
    gradFunc: (dy, operands, attributes) => {
      const slopes = differentiate([dy].flat()[0], operands, attributes as Attributes);
      return Object.fromEntries(slopes.map((slope, index) => [index, () => slope]));
    },
  };
}

/** Sums a gradient over the dimensions in which an operand was broadcast. Always a new tensor. */
export function sumTo(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], dy.shape);
  return tf.reshape(axes.length === 0 ? dy : tf.sum(dy, axes), [...shape]);
}

/** Repeats dimensions of size 1. Always a new tensor. tf.broadcastTo leaves the shape as it is if there are no elements. */
export function broadcast(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return shape.includes(0) ? tf.zeros([...shape]) : tf.broadcastTo(x, [...shape]);
}

/** 1 where the condition holds, else 0. */
export function indicator(condition: tf.Tensor): tf.Tensor {
  return tf.cast(condition, 'float32');
}

/** The gradient of something constant. */
export const zeros = ({ shape }: tf.Tensor) => tf.zeros(shape);
