import type { MlpShape } from './mlp.js';

/** Activations that the host knows. */
export const HOST_ACTIVATIONS = {
  relu: (x: number) => Math.max(0, x),
  tanh: Math.tanh,
} as const satisfies Readonly<Record<string, (x: number) => number>>;
export type HostActivation = keyof typeof HOST_ACTIVATIONS;

/** A multilayer perceptron that the host evaluates too: no blocks, nothing normalised. */
export interface HostMlpShape extends MlpShape {
  readonly activation: HostActivation;
  readonly layerNorm?: 'none';
  readonly residual?: false;
}

/**
 * What an `Mlp` of this shape makes of rows, [B, input] → [B, output], in float64 on the host.
 *
 * @param parameters - the group's tensors, by name
 * @param x_BI - many of its entries may be 0, as of one-hot rows: they cost nothing
 */
export function forwardOnHost(
  { name, input, hidden, output, activation }: HostMlpShape,
  parameters: Readonly<Record<string, Float32Array>>,
  x_BI: Float64Array,
): Float64Array {
  const widths = [input, ...hidden, output];
  const rows = x_BI.length / input;
  let x = x_BI;
  for (let layer = 0; layer + 1 < widths.length; layer++) {
    const [from, to] = [widths[layer], widths[layer + 1]];
    const kernel = parameters[`${name}/layer${layer}/kernel`];
    const bias = parameters[`${name}/layer${layer}/bias`];
    const y = new Float64Array(rows * to);
    for (let b = 0; b < rows; b++) {
      const row = y.subarray(b * to, (b + 1) * to);
      row.set(bias);
      for (let i = 0; i < from; i++) {
        const value = x[b * from + i];
        if (value === 0) continue;
        for (let j = 0; j < to; j++) row[j] += value * kernel[i * to + j];
      }
    }
    x = layer < hidden.length ? y.map(HOST_ACTIVATIONS[activation]) : y;
  }
  return x;
}
