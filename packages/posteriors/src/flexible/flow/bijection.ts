import * as tf from '@tensorflow/tfjs-core';

/** A point mapped, and by how much volumes grow there. */
export interface Mapped {
  /** [S, B, A] */
  readonly point_SBA: tf.Tensor;
  /** [S, B], log |det ∂(point)/∂(what was mapped)|. */
  readonly logDeterminant_SB: tf.Tensor;
}

/** An invertible map of R^A at each of B states, by parameters of the state. */
export interface Bijection {
  forward(x_SBA: tf.Tensor): Mapped;
  /** `logDeterminant` is that of the inverse map. */
  inverse(y_SBA: tf.Tensor): Mapped;
}

/** One after the other; the first is applied first. */
export function composed(parts: readonly Bijection[]): Bijection {
  const through = (x_SBA: tf.Tensor, maps: readonly ((x: tf.Tensor) => Mapped)[]): Mapped =>
    maps.reduce<Mapped>(
      ({ point_SBA, logDeterminant_SB }, map) => {
        const next = map(point_SBA);
        return {
          point_SBA: next.point_SBA,
          logDeterminant_SB: tf.add(logDeterminant_SB, next.logDeterminant_SB),
        };
      },
      { point_SBA: x_SBA, logDeterminant_SB: tf.zeros(x_SBA.shape.slice(0, 2)) },
    );
  return {
    forward: (x_SBA) =>
      through(
        x_SBA,
        parts.map((part) => part.forward),
      ),
    inverse: (y_SBA) => through(y_SBA, parts.map((part) => part.inverse).reverse()),
  };
}

/** y = μ + σ x in each dimension. @param mean_BA, logStd_BA - [B, A] */
export function affine(mean_BA: tf.Tensor, logStd_BA: tf.Tensor): Bijection {
  const grown_SB = (samples: number, sign: 1 | -1) =>
    tf.add(tf.zeros([samples, mean_BA.shape[0]!]), tf.mul(sign, tf.sum(logStd_BA, -1)));
  return {
    forward: (x_SBA) => ({
      point_SBA: tf.add(mean_BA, tf.mul(tf.exp(logStd_BA), x_SBA)),
      logDeterminant_SB: grown_SB(x_SBA.shape[0], 1),
    }),
    inverse: (y_SBA) => ({
      point_SBA: tf.mul(tf.sub(y_SBA, mean_BA), tf.exp(tf.neg(logStd_BA))),
      logDeterminant_SB: grown_SB(y_SBA.shape[0], -1),
    }),
  };
}
