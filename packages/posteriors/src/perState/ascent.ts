import * as tf from '@tensorflow/tfjs-core';
import type { GaussianParameters } from '@vem/framework';

/** How a state's own gradient becomes a step. */
export interface Ascender {
  /** One step up from there. */
  step(parameters: GaussianParameters, gradient: GaussianParameters): GaussianParameters;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

type Pair = readonly [tf.Tensor, tf.Tensor];
const both = ({ mean_BA, logStd_BA }: GaussianParameters): Pair => [mean_BA, logStd_BA];
const gaussianOfPair = ([mean_BA, logStd_BA]: readonly tf.Tensor[]): GaussianParameters => ({ mean_BA, logStd_BA });

/** Plain gradient ascent. */
export function sgdAscent(rate: number): Ascender {
  return {
    step: (parameters, gradient) => {
      const slopes = both(gradient);
      return gaussianOfPair(both(parameters).map((x_BA, i) => tf.add(x_BA, tf.mul(rate, slopes[i]))));
    },
  };
}

/** Adam with moments of each state's own, from 0 at each search: Kingma and Ba 2014, arXiv:1412.6980, algorithm 1. */
export function adamAscent(rate: number): Ascender {
  let moments: readonly (readonly [mean: tf.Tensor, square: tf.Tensor])[] | undefined;
  let steps = 0;
  return {
    step: (parameters, gradient) => {
      steps++;
      const slopes = both(gradient);
      const before = moments;
      moments = slopes.map((slope_BA, i) => {
        const [mean, square] = before?.[i] ?? [tf.zerosLike(slope_BA), tf.zerosLike(slope_BA)];
        return [
          tf.add(tf.mul(BETA1, mean), tf.mul(1 - BETA1, slope_BA)),
          tf.add(tf.mul(BETA2, square), tf.mul(1 - BETA2, tf.square(slope_BA))),
        ] as const;
      });
      const moved = both(parameters).map((x_BA, i) => {
        const [mean, square] = moments![i];
        const unbiased = tf.div(mean, 1 - BETA1 ** steps);
        const scale = tf.add(tf.sqrt(tf.div(square, 1 - BETA2 ** steps)), EPSILON);
        return tf.add(x_BA, tf.mul(rate, tf.div(unbiased, scale)));
      });
      return gaussianOfPair(moved);
    },
  };
}
