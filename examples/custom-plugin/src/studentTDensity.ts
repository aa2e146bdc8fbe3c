import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, Density, Noise } from '@vem/framework';

/** Γ((ν + 1)/2) / Γ(ν/2) for a whole number ν ≥ 1, by steps of two from √(1/π) and √π/2. */
function gammaRatio(degreesOfFreedom: number): number {
  let ratio = degreesOfFreedom % 2 === 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2;
  for (let nu = degreesOfFreedom % 2 === 1 ? 1 : 2; nu < degreesOfFreedom; nu += 2) ratio *= (nu + 1) / nu;
  return ratio;
}

/**
 * Independent Student-t distributions over the pre-squash numbers u of an action a = tanh u.
 *
 * @param scale - width, the same everywhere or [B, A]
 * @param location - centre, 0 or [B, A]
 */
export function studentTDensity(
  degreesOfFreedom: number,
  scale: number | tf.Tensor,
  [rows, width]: readonly [rows: number, width: number],
  noise: Noise,
  location: number | tf.Tensor = 0,
): Density {
  const logPeak = tf.sub(
    Math.log(gammaRatio(degreesOfFreedom)) - 0.5 * Math.log(degreesOfFreedom * Math.PI),
    tf.log(scale),
  );
  return {
    spaces: ['u'],
    sample: (count): ActionSample => {
      // Bailey 1994: √(ν (U^(−2/ν) − 1)) cos 2πV is distributed by t with ν degrees of freedom.
      const shape = [count, rows, width];
      const radius_SBA = tf.pow(tf.sub(1, noise.uniform(shape)), -2 / degreesOfFreedom);
      const length_SBA = tf.sqrt(tf.mul(degreesOfFreedom, tf.sub(radius_SBA, 1)));
      const standard_SBA = tf.mul(length_SBA, tf.cos(tf.mul(2 * Math.PI, noise.uniform(shape))));
      const u_SBA = tf.add(location, tf.mul(scale, standard_SBA));
      return { action_SBA: tf.tanh(u_SBA), preSquash_SBA: u_SBA };
    },
    logProb: ({ preSquash_SBA }) => {
      if (!preSquash_SBA) throw new Error('A Student-t density needs samples with their pre-squash numbers.');
      const squares_SBA = tf.square(tf.div(tf.sub(preSquash_SBA, location), scale));
      const falls_SBA = tf.mul((degreesOfFreedom + 1) / 2, tf.log1p(tf.div(squares_SBA, degreesOfFreedom)));
      return tf.sum(tf.sub(logPeak, falls_SBA), -1);
    },
  };
}
