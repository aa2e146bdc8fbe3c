import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  categoricalDensity,
  type Density,
  type GaussianParameters,
  gaussianDensity,
  gaussianLogProb,
  type Noise,
  preSquashOf,
  type Squash,
  tanhLogDeterminant,
} from '@vem/framework';

/** What samples call their component, one-hot, [S, B, K]. */
export const COMPONENT = 'component';

export interface MixtureParameters {
  /** [B, K], log-weights, normalised or not. */
  readonly logit_BK: tf.Tensor;
  /** [K, B, A] each, K-th component first. */
  readonly mean_KBA: tf.Tensor;
  readonly logStd_KBA: tf.Tensor;
}

/** [S, B, A] of [K, B, A]: to each sample that of its component, by one-hot choices [S, B, K]. */
function chosen(component_SBK: tf.Tensor, value_KBA: tf.Tensor): tf.Tensor {
  const choice_BSK = tf.transpose(component_SBK, [1, 0, 2]);
  return tf.transpose(tf.matMul(choice_BSK, tf.transpose(value_KBA, [1, 0, 2])), [1, 0, 2]);
}

/**
 * Σ_k w_k N(μ_k, σ_k) over u, squashed to actions, with its exact log-density. The component is a latent variable with finitely
 * many values. Which one a sample came from has no gradient, so samples are not pathwise in the weights: gradients sum over components.
 */
export function mixtureDensity(parameters: MixtureParameters, squash: Squash, noise: Noise): Density {
  const { logit_BK, mean_KBA, logStd_KBA } = parameters;
  const [components, rows, width] = mean_KBA.shape as [number, number, number];
  const weights = categoricalDensity(logit_BK, noise);
  const logWeight_KB = tf.transpose(tf.logSoftmax(logit_BK, -1));
  const act = (u_SBA: tf.Tensor): ActionSample => ({
    action_SBA: squash === 'tanh' ? tf.tanh(u_SBA) : u_SBA,
    preSquash_SBA: u_SBA,
  });
  /** [S, K, B], log N(u; μ_k, σ_k). */
  const componentLogProb = (u_SBA: tf.Tensor): tf.Tensor => {
    const [samples] = u_SBA.shape;
    const each_SKBA = tf.tile(tf.expandDims(u_SBA, 1), [1, components, 1, 1]);
    const flat_SRA = tf.reshape(each_SKBA, [samples, components * rows, width]);
    const flat = (value_KBA: tf.Tensor) => tf.reshape(value_KBA, [components * rows, width]);
    const logProb_SR = gaussianLogProb(flat_SRA, { mean_BA: flat(mean_KBA), logStd_BA: flat(logStd_KBA) });
    return tf.reshape(logProb_SR, [samples, components, rows]);
  };
  const inSpace = (logProb_SB: tf.Tensor, u_SBA: tf.Tensor, space: string) =>
    space === 'box' && squash === 'tanh' ? tf.sub(logProb_SB, tanhLogDeterminant(u_SBA)) : logProb_SB;
  const logProb: Density['logProb'] = (sample, space) => {
    const u_SBA = preSquashOf(sample, squash);
    return inSpace(tf.logSumExp(tf.add(componentLogProb(u_SBA), logWeight_KB), 1), u_SBA, space);
  };
  return {
    spaces: ['u', 'box'],
    sample: (count) => {
      const component_SBK = weights.sample!(count).action_SBA;
      const std_SBA = tf.exp(chosen(component_SBK, logStd_KBA));
      const u_SBA = tf.add(chosen(component_SBK, mean_KBA), tf.mul(std_SBA, noise.normal([count, rows, width])));
      return { ...act(u_SBA), latents: { [COMPONENT]: component_SBK } };
    },
    logProb,
    // Of the components' means the one where the mixture before the squash is densest.
    mode: () => {
      const best_BK = tf.oneHot(
        tf.cast(tf.argMax(logProb!(act(mean_KBA), 'u'), 0), 'int32') as tf.Tensor1D,
        Math.max(components, 2),
      );
      const one_BK = components === 1 ? tf.ones([rows, 1]) : tf.cast(best_BK, 'float32');
      return act(chosen(tf.expandDims(one_BK, 0), mean_KBA));
    },
    latentParts: {
      name: COMPONENT,
      latent: weights,
      given: (component_SBK) => gaussianDensity(given(component_SBK, parameters), squash, noise),
    },
    jointLogProb: (sample) => {
      const joint_SKB = tf.add(componentLogProb(preSquashOf(sample, squash)), logWeight_KB);
      return tf.sum(tf.mul(tf.transpose(sample.latents![COMPONENT], [0, 2, 1]), joint_SKB), 1);
    },
  };
}

/** [S·B, A] each: the Gaussians of one-hot components [S, B, K]. */
function given(component_SBK: tf.Tensor, { mean_KBA, logStd_KBA }: MixtureParameters): GaussianParameters {
  const flat = (value_SBA: tf.Tensor) => tf.reshape(value_SBA, [-1, value_SBA.shape[2]!]);
  return { mean_BA: flat(chosen(component_SBK, mean_KBA)), logStd_BA: flat(chosen(component_SBK, logStd_KBA)) };
}
