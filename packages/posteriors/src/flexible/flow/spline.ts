import * as tf from '@tensorflow/tfjs-core';
import type { Bijection } from './bijection.js';

/** The spline maps [−4, 4] to itself and leaves what is beyond alone; 4 standard deviations of its base. */
const LIMIT = 4;
/** Least share of a bin, and least slope at a knot; 1e-3 in the public code of arXiv:1906.04032. */
const LEAST = 1e-3;
/** What softplus makes 1 of. */
const RAW_ONE = Math.log(Math.E - 1);

/** What a spline of K bins takes at each of B states. */
export const splineSize = (bins: number): number => 3 * bins - 1;

/** The bin of each point: left edge and width, [S, B, K] masks applied to [B, K]. */
interface Knots {
  /** [B, K] each. */
  readonly left_BK: tf.Tensor;
  readonly width_BK: tf.Tensor;
}

/** Bins whose shares of [−4, 4] are a softmax. */
function knotsOf(raw_BK: tf.Tensor): Knots {
  const bins = raw_BK.shape[1]!;
  const share_BK = tf.add(LEAST, tf.mul(1 - LEAST * bins, tf.softmax(raw_BK, -1)));
  const before_KK = tf.tensor2d(
    Array.from({ length: bins }, (_, i) => Array.from({ length: bins }, (_, k) => Number(i < k))),
  );
  const width_BK = tf.mul(2 * LIMIT, share_BK);
  return { left_BK: tf.sub(tf.matMul(width_BK as tf.Tensor2D, before_KK), LIMIT), width_BK };
}

/** [S, B, K], 1 at the bin that each point [S, B, 1] is in. */
function binOf(x_SB1: tf.Tensor, { left_BK }: Knots): tf.Tensor {
  const reached_SBK = tf.cast(tf.greaterEqual(x_SB1, left_BK), 'float32');
  const [samples, rows, bins] = reached_SBK.shape as [number, number, number];
  // The first bin has everything that the second has not; the last one ends nowhere.
  const later_SBK = tf.slice(reached_SBK, [0, 0, 1], [samples, rows, bins - 1]);
  const first = tf.ones([samples, rows, 1]);
  return tf.sub(tf.concat([first, later_SBK], 2), tf.concat([later_SBK, tf.zeros([samples, rows, 1])], 2));
}

/**
 * A monotone map of one dimension by rational quadratic splines with state-dependent knots and slopes, and its inverse in closed form:
 * Durkan et al. 2019, arXiv:1906.04032, eqs 4–8. All parameters 0: the identity.
 *
 * @param raw_BP - [B, 3K − 1]: widths, heights, inner slopes
 */
export function rationalQuadraticSpline(raw_BP: tf.Tensor, bins: number): Bijection {
  const [rawWidth_BK, rawHeight_BK, rawSlope_BJ] = tf.split(raw_BP, [bins, bins, bins - 1], 1);
  const [across, up] = [knotsOf(rawWidth_BK), knotsOf(rawHeight_BK)];
  const edge_B1 = tf.ones([raw_BP.shape[0]!, 1]);
  const inner_BJ = tf.add(LEAST, tf.mul(1 - LEAST, tf.softplus(tf.add(RAW_ONE, rawSlope_BJ))));
  const [atLeft_BK, atRight_BK] = [tf.concat([edge_B1, inner_BJ], 1), tf.concat([inner_BJ, edge_B1], 1)];

  const at = (bin_SBK: tf.Tensor) => {
    const pick = (value_BK: tf.Tensor) => tf.sum(tf.mul(bin_SBK, value_BK), -1, true);
    const [width, height] = [pick(across.width_BK), pick(up.width_BK)];
    const [left, bottom, d0, d1] = [across.left_BK, up.left_BK, atLeft_BK, atRight_BK].map(pick);
    const slope = tf.div(height, width);
    return { width, height, left, bottom, d0, d1, slope, bend: tf.sub(tf.add(d0, d1), tf.mul(2, slope)) };
  };
  type Bin = ReturnType<typeof at>;
  /** log of the slope at share θ of the bin. */
  const logSlope = ({ slope, d0, d1, bend }: Bin, share: tf.Tensor): tf.Tensor => {
    const rest = tf.sub(1, share);
    const both = tf.mul(share, rest);
    const numerator = tf.add(
      tf.add(tf.mul(d1, tf.square(share)), tf.mul(2, tf.mul(slope, both))),
      tf.mul(d0, tf.square(rest)),
    );
    const denominator = tf.add(slope, tf.mul(bend, both));
    return tf.sub(tf.add(tf.mul(2, tf.log(slope)), tf.log(numerator)), tf.mul(2, tf.log(denominator)));
  };
  const within = (x: tf.Tensor) => tf.cast(tf.lessEqual(tf.abs(x), LIMIT), 'float32');
  /** Beyond the limits the identity. */
  const blended = (x: tf.Tensor, mapped: tf.Tensor, logDeterminant: tf.Tensor) => {
    const inside = within(x);
    return {
      point_SBA: tf.add(tf.mul(inside, mapped), tf.mul(tf.sub(1, inside), x)),
      logDeterminant_SB: tf.squeeze(tf.mul(inside, logDeterminant), [-1]),
    };
  };
  return {
    forward: (x) => {
      const clipped = tf.clipByValue(x, -LIMIT, LIMIT);
      const bin = at(binOf(clipped, across));
      const share = tf.clipByValue(tf.div(tf.sub(clipped, bin.left), bin.width), 0, 1);
      const both = tf.mul(share, tf.sub(1, share));
      const rise = tf.mul(bin.height, tf.add(tf.mul(bin.slope, tf.square(share)), tf.mul(bin.d0, both)));
      const y = tf.add(bin.bottom, tf.div(rise, tf.add(bin.slope, tf.mul(bin.bend, both))));
      return blended(x, y, logSlope(bin, share));
    },
    inverse: (y) => {
      const clipped = tf.clipByValue(y, -LIMIT, LIMIT);
      const bin = at(binOf(clipped, up));
      const rise = tf.maximum(tf.sub(clipped, bin.bottom), 0);
      const bent = tf.mul(rise, bin.bend);
      const a = tf.add(tf.mul(bin.height, tf.sub(bin.slope, bin.d0)), bent);
      const b = tf.sub(tf.mul(bin.height, bin.d0), bent);
      const c = tf.neg(tf.mul(bin.slope, rise));
      const root = tf.sqrt(tf.maximum(tf.sub(tf.square(b), tf.mul(4, tf.mul(a, c))), 1e-12));
      const share = tf.clipByValue(tf.div(tf.mul(2, c), tf.sub(tf.neg(b), root)), 0, 1);
      const x = tf.add(bin.left, tf.mul(share, bin.width));
      return blended(y, x, tf.neg(logSlope(bin, share)));
    },
  };
}
