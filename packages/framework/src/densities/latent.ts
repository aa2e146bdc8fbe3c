import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, Density, LatentParts } from '../slots/density.js';
import type { Noise } from '../slots/step.js';
import * as errors from './densityErrors.js';
import { gaussianDensity } from './gaussian.js';
import { logProbOf, sampleOf } from './ratio.js';

/** A latent variable that was drawn before and lasts. */
export interface HeldLatent {
  /** [B, Z] */
  readonly latent_BZ: tf.Tensor;
  /** [B], 1 where it lasts, 0 where another one is drawn. */
  readonly isHeld_B: tf.Tensor;
}

/** [S, B, A] → [1, S·B, A] */
const fold = (x_SBA: tf.Tensor) => tf.reshape(x_SBA, [1, x_SBA.shape[0] * x_SBA.shape[1]!, x_SBA.shape[2]!]);

/** [1, S·B, A] → [S, B, A] */
const unfold = (x_1NA: tf.Tensor, samples: number) =>
  tf.reshape(x_1NA, [samples, x_1NA.shape[1]! / samples, x_1NA.shape[2]!]);

/**
 * p(z|s) p(a|z, s), Tirumala et al. 2019, arXiv:1903.07438, section 3: actions that follow from a latent variable. Ratios are formed of joint
 * densities, the divergence is bounded part by part, KL(π(z|s) ‖ p(z|s)) + E_z KL(π(a|z, s) ‖ p(a|z, s)) (eq. 8), which is no less than
 * that of the actions alone. Where z is held from an earlier step, nothing is drawn: its density and its divergence do not count there.
 *
 * @param space - of actions given z, in which joint densities are formed
 * @throws VEM_LATENTS_DIFFER, once it is used, where latents have other dimensions than what is held or compared
 */
export function latentDensity(
  { name, latent, given }: LatentParts,
  space: 'u' | 'box',
  held?: HeldLatent,
): Density & Required<Pick<Density, 'sample' | 'mode' | 'jointLogProb' | 'klTo' | 'latentParts'>> {
  const requireSame = (one: number | undefined, other: number | undefined) => {
    if (one !== undefined && other !== undefined && one !== other) throw errors.latentsDiffer(name, one, other);
  };
  const drawnOr = (z_SBZ: tf.Tensor) => {
    if (!held) return z_SBZ;
    requireSame(z_SBZ.shape[2], held.latent_BZ.shape[1]);
    const isHeld_1B1 = tf.expandDims(tf.expandDims(held.isHeld_B, 0), 2);
    const kept_1BZ = tf.expandDims(held.latent_BZ, 0);
    return tf.add(tf.mul(isHeld_1B1, kept_1BZ), tf.mul(tf.sub(1, isHeld_1B1), z_SBZ));
  };
  /** What counts only where z is drawn. */
  const whereDrawn = (x: tf.Tensor) => (held ? tf.mul(tf.sub(1, held.isHeld_B), x) : x);
  const actions = (z_SBZ: tf.Tensor, { action_SBA, preSquash_SBA }: ActionSample): ActionSample => ({
    action_SBA: unfold(action_SBA, z_SBZ.shape[0]),
    ...(preSquash_SBA ? { preSquash_SBA: unfold(preSquash_SBA, z_SBZ.shape[0]) } : {}),
    latents: { [name]: z_SBZ },
  });
  const draw = (count: number) => drawnOr(sampleOf(latent, count).action_SBA);
  return {
    spaces: [space],
    latentParts: { name, latent, given },
    sample: (count) => {
      const z_SBZ = draw(count);
      return actions(z_SBZ, sampleOf(given(z_SBZ), 1));
    },
    mode: () => {
      if (!latent.mode) throw errors.capabilityAbsent('mode');
      const z_SBZ = drawnOr(latent.mode().action_SBA);
      const low = given(z_SBZ);
      if (!low.mode) throw errors.capabilityAbsent('mode');
      return actions(z_SBZ, low.mode());
    },
    jointLogProb: ({ action_SBA, preSquash_SBA, latents }) => {
      const z_SBZ = latents?.[name];
      if (!z_SBZ) throw errors.latentMissing(name, Object.keys(latents ?? {}));
      const taken = { action_SBA: fold(action_SBA), ...(preSquash_SBA ? { preSquash_SBA: fold(preSquash_SBA) } : {}) };
      const low_SB = tf.reshape(logProbOf(given(z_SBZ), taken, space), z_SBZ.shape.slice(0, 2));
      return tf.add(whereDrawn(logProbOf(latent, { action_SBA: z_SBZ }, latent.spaces[0])), low_SB);
    },
    klKind: 'upperBound',
    klTo: ({ latentParts: other }) => {
      requireSame(latent.gaussian?.mean_BA.shape[1], other?.latent.gaussian?.mean_BA.shape[1]);
      const high_B = other && latent.klTo?.(other.latent);
      if (!other || !high_B) return undefined;
      const z_1BZ = draw(1);
      const low_B = given(z_1BZ).klTo?.(other.given(z_1BZ));
      return low_B && tf.add(whereDrawn(high_B), low_B);
    },
  };
}

/**
 * p(z_t | z_{t−1}) = N(a z_{t−1}, (1 − a²) I), and N(0, I) where an episode begins: an autoregressive prior of latents, which are all N(0, I) by
 * themselves and correlate by a from step to step. Merel et al. 2019, arXiv:1811.11711;
 * among the priors of Tirumala et al. 2019, arXiv:1903.07438.
 *
 * @param before_BZ - z of the step before
 * @param begins_B - 1 where there was none
 * @param correlation - a, 0 … 1, without 1
 */
export function autoregressiveLatent(
  before_BZ: tf.Tensor,
  begins_B: tf.Tensor,
  correlation: number,
  noise: Noise,
): Density {
  const follows_B1 = tf.expandDims(tf.sub(1, begins_B), 1);
  const mean_BA = tf.mul(tf.mul(correlation, follows_B1), before_BZ);
  const narrowed_B1 = tf.mul(0.5 * Math.log1p(-correlation * correlation), follows_B1);
  const logStd_BA = tf.add(tf.zeros(before_BZ.shape), narrowed_B1);
  return gaussianDensity({ mean_BA, logStd_BA }, 'identity', noise);
}
