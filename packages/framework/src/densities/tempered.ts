import * as tf from '@tensorflow/tfjs-core';
import type { Density } from '../slots/density.js';
import type { Noise } from '../slots/step.js';
import { categoricalDensity } from './categorical.js';
import { enumerationOf, logProbOf } from './ratio.js';

/**
 * p^c of a categorical p, as a potential: α KL(π ‖ p^c) is c_KL KL(π ‖ p) − c_Ent H(π), with c = c_KL/(c_KL + c_Ent) and
 * α = c_KL + c_Ent (Teh et al. 2017, arXiv:1707.04175, eq. 1). p stays at hand for those who fit it; draws follow p^c.
 *
 * @param logits_BA - of p
 * @param exponent - c, 0 … 1; 1: p itself
 */
export function temperedCategorical(logits_BA: tf.Tensor, exponent: number, noise: Noise): Density {
  const base = categoricalDensity(logits_BA, noise);
  if (exponent === 1) return base;
  const logProb_BA = tf.mul(exponent, enumerationOf(base));
  return {
    ...categoricalDensity(logProb_BA, noise),
    enumerate: () => ({ logProb_BA }),
    logProb: (sample, space) => tf.mul(exponent, logProbOf(base, sample, space)),
    logMass: tf.logSumExp(logProb_BA, -1),
    base,
  };
}
