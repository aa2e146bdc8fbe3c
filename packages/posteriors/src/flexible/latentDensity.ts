import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type Density,
  type GaussianParameters,
  gaussianDensity,
  gaussianLogProb,
  type Noise,
  preSquashOf,
  tanhLogDeterminant,
} from '@vem/framework';
import * as errors from './flexibleErrors.js';

/** What samples call their latent variable, [S, B, Z]. */
export const LATENT = 'latent';

/** The three parts of a density with a latent variable z of Z dimensions, u being the action before tanh. */
export interface LatentModel {
  /** π(z|s), [B, Z] each. */
  readonly latent: GaussianParameters;
  /** π(u|z, s) at z [S, B, Z], [S·B, A] each. */
  given(latent_SBZ: tf.Tensor): GaussianParameters;
  /** q(z|u, s) at u [S, B, A], [S·B, Z] each. */
  recognised(u_SBA: tf.Tensor): GaussianParameters;
}

/** [S, B], log N(x; …) of parameters [S·B, D]. */
function logProbAt(x_SBD: tf.Tensor, parameters: GaussianParameters): tf.Tensor {
  const [samples, rows, width] = x_SBD.shape as [number, number, number];
  const flat = tf.reshape(x_SBD, [1, samples * rows, width]);
  return tf.reshape(gaussianLogProb(flat, parameters), [samples, rows]);
}

/** [S, B, D] drawn from parameters [S·B, D], pathwise. */
function drawnFrom({ mean_BA, logStd_BA }: GaussianParameters, shape: number[], noise: Noise): tf.Tensor {
  const spread = tf.mul(tf.reshape(tf.exp(logStd_BA), shape), noise.normal(shape));
  return tf.add(tf.reshape(mean_BA, shape), spread);
}

/**
 * π(a|s) = ∫ π(z|s) π(a|z, s) dz with z known by an auxiliary density q(z|a, s): log π(z|s) + log π(a|z, s) − log q(z|a, s), whose mean
 * over pairs is no less than that of log π(a|s), so that entropies are bounded from below (Agakov and Barber 2004; Ranganath et al.
 * 2016, arXiv:1511.02386, eq. 9), with equality where q is π(z|a, s). It is a density of pairs: actions that were recorded without their z
 * have none.
 */
export function latentDensity(model: LatentModel, rows: number, dimension: number, noise: Noise): Density {
  const latent = gaussianDensity(model.latent, 'identity', noise);
  /** What was inferred of a sample's z when it was drawn. */
  const known = new WeakMap<tf.Tensor, GaussianParameters>();
  const given = (latent_SBZ: tf.Tensor): GaussianParameters => known.get(latent_SBZ) ?? model.given(latent_SBZ);
  const act = (latent_SBZ: tf.Tensor, u_SBA: tf.Tensor): ActionSample => ({
    action_SBA: tf.tanh(u_SBA),
    preSquash_SBA: u_SBA,
    latents: { [LATENT]: latent_SBZ },
  });
  const joint = (latent_SBZ: tf.Tensor, u_SBA: tf.Tensor): tf.Tensor =>
    tf.add(gaussianLogProb(latent_SBZ, model.latent), logProbAt(u_SBA, given(latent_SBZ)));
  return {
    spaces: ['u', 'box'],
    sample: (count) => {
      const latent_SBZ = latent.sample!(count).action_SBA;
      const parameters = model.given(latent_SBZ);
      known.set(latent_SBZ, parameters);
      return act(latent_SBZ, drawnFrom(parameters, [count, rows, dimension], noise));
    },
    ofPairs: true,
    logProb: (sample, space) => {
      const u_SBA = preSquashOf(sample, 'tanh');
      const latent_SBZ = sample.latents?.[LATENT];
      if (!latent_SBZ) throw errors.latentUnrecorded();
      const logProb_SB = tf.sub(joint(latent_SBZ, u_SBA), logProbAt(latent_SBZ, model.recognised(u_SBA)));
      return space === 'box' ? tf.sub(logProb_SB, tanhLogDeterminant(u_SBA)) : logProb_SB;
    },
    // Where z is in the middle: one action of many that may be as good.
    mode: () => {
      const latent_1BZ = tf.expandDims(model.latent.mean_BA, 0);
      return act(latent_1BZ, tf.reshape(model.given(latent_1BZ).mean_BA, [1, rows, dimension]));
    },
    latentParts: {
      name: LATENT,
      latent,
      given: (latent_SBZ) => gaussianDensity(given(latent_SBZ), 'tanh', noise),
    },
    jointLogProb: (sample) => joint(sample.latents![LATENT], preSquashOf(sample, 'tanh')),
  };
}
