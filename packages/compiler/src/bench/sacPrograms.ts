import * as tf from '@tensorflow/tfjs-core';
import type { LossProgram, Program, TensorSpec, Tensors } from '../program.js';

/** Sizes of one soft actor-critic update (Haarnoja et al. 2018, arXiv:1812.05905). */
export interface SacShape {
  readonly observation: number;
  readonly action: number;
  readonly hidden: number;
  readonly batch: number;
}

/** HalfCheetah's spaces with the usual networks and batch. */
export const halfCheetahShape: SacShape = { observation: 17, action: 6, hidden: 256, batch: 256 };

const discount = 0.99;
const temperature = 0.2;

const float = (...shape: number[]): TensorSpec => ({ shape, dtype: 'float32' });

/** Weights and biases of a network with two hidden layers, under names with this prefix. */
function network(prefix: string, inputs: number, hidden: number, outputs: number): Record<string, TensorSpec> {
  const sizes = [inputs, hidden, hidden, outputs];
  return Object.fromEntries(
    sizes.slice(1).flatMap((size, layer) => [
      [`${prefix}/w${layer}`, float(sizes[layer], size)],
      [`${prefix}/b${layer}`, float(size)],
    ]),
  );
}

/** The parameters of each group: both critics, the policy, and the targets of both critics. */
export function sacGroups({ observation, action, hidden }: SacShape) {
  const twins = (name: string) => ({
    ...network(`${name}/first`, observation + action, hidden, 1),
    ...network(`${name}/second`, observation + action, hidden, 1),
  });
  return {
    critics: twins('critics'),
    policy: network('policy', observation, hidden, 2 * action),
    targets: twins('targets'),
  };
}

/** The columns of a batch: transitions, and standard normal noise for the actions at s and s′. */
export function sacBatch({ observation, action, batch }: SacShape): Record<string, TensorSpec> {
  return {
    observation: float(batch, observation),
    action: float(batch, action),
    reward: float(batch, 1),
    next: float(batch, observation),
    noise: float(batch, action),
    nextNoise: float(batch, action),
  };
}

function forward(parameters: Tensors, prefix: string, x: tf.Tensor): tf.Tensor {
  const layer = (h: tf.Tensor, index: number) =>
    tf.add(tf.matMul(h, parameters[`${prefix}/w${index}`]), parameters[`${prefix}/b${index}`]);
  return layer(tf.relu(layer(tf.relu(layer(x, 0)), 1)), 2);
}

/** A tanh-Gaussian action in [−1, 1] and its log-density [B, 1]. */
function sample(parameters: Tensors, observation_BO: tf.Tensor, noise_BA: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const [mean_BA, raw_BA] = tf.split(forward(parameters, 'policy', observation_BO), 2, 1);
  const logDeviation_BA = tf.clipByValue(raw_BA, -20, 2);
  const u_BA = tf.add(mean_BA, tf.mul(tf.exp(logDeviation_BA), noise_BA));
  const gaussian_BA = tf.sub(tf.mul(-0.5, tf.add(tf.square(noise_BA), Math.log(2 * Math.PI))), logDeviation_BA);
  // ln(1 − tanh²u) = 2 (ln 2 − u − softplus(−2u))
  const squash_BA = tf.mul(2, tf.sub(tf.sub(Math.LN2, u_BA), tf.softplus(tf.mul(-2, u_BA))));
  return [tf.tanh(u_BA), tf.sum(tf.sub(gaussian_BA, squash_BA), 1, true)];
}

function twins(
  parameters: Tensors,
  group: string,
  observation_BO: tf.Tensor,
  action_BA: tf.Tensor,
): [tf.Tensor, tf.Tensor] {
  const x = tf.concat([observation_BO, action_BA], 1);
  return [forward(parameters, `${group}/first`, x), forward(parameters, `${group}/second`, x)];
}

/** Fits both critics to r + γ (min target Q(s′, a′) − α ln π(a′|s′)). */
export function sacCritic(shape: SacShape): LossProgram {
  const groups = sacGroups(shape);
  return {
    name: 'bench/critic',
    inputs: { ...groups.critics, ...groups.policy, ...groups.targets, ...sacBatch(shape) },
    groups: { critics: Object.keys(groups.critics) },
    body(inputs) {
      const { observation, action, reward, next, nextNoise } = inputs;
      const [nextAction, logDensity] = sample(inputs, next, nextNoise);
      const nextQ = tf.minimum(...twins(inputs, 'targets', next, nextAction));
      const target = tf.add(reward, tf.mul(discount, tf.sub(nextQ, tf.mul(temperature, logDensity))));
      const [first, second] = twins(inputs, 'critics', observation, action);
      const squaredError = (q: tf.Tensor) => tf.mean(tf.square(tf.sub(q, target)));
      const value = tf.add(squaredError(first), squaredError(second));
      return { losses: [{ value, group: 'critics', rows: 'mean' }], outputs: { criticLoss: value } };
    },
  };
}

/** Moves the policy towards E[α ln π(a|s) − min Q(s, a)]. */
export function sacActor(shape: SacShape): LossProgram {
  const groups = sacGroups(shape);
  const { observation, noise } = sacBatch(shape);
  return {
    name: 'bench/actor',
    inputs: { ...groups.critics, ...groups.policy, observation, noise },
    groups: { policy: Object.keys(groups.policy) },
    body(inputs) {
      const [action, logDensity] = sample(inputs, inputs.observation, inputs.noise);
      const q = tf.minimum(...twins(inputs, 'critics', inputs.observation, action));
      const value = tf.mean(tf.sub(tf.mul(temperature, logDensity), q));
      return { losses: [{ value, group: 'policy', rows: 'mean' }], outputs: { actorLoss: value } };
    },
  };
}

/** The policy's output for one observation, on weights that may change from call to call. */
export function actProgram(shape: SacShape): Program {
  const { policy } = sacGroups(shape);
  return {
    name: 'bench/act',
    inputs: { ...policy, observation: float(1, shape.observation) },
    body: (inputs) => ({ distribution: forward(inputs, 'policy', inputs.observation) }),
  };
}

/**
 * Floating-point operations of the matrix products of one update, two per multiply-add. Critic step: the policy and
 * both targets forward at s′, both critics forward and backward (weights and hidden layers); actor step: the policy
 * forward and backward, both critics forward and backward to the action.
 */
export function sacFlops({ observation, action, hidden, batch }: SacShape): number {
  const critic = { first: (observation + action) * hidden, rest: hidden * hidden + hidden };
  const policy = { first: observation * hidden, rest: hidden * hidden + hidden * 2 * action };
  const forwardOf = ({ first, rest }: typeof critic) => first + rest;
  const backwardOf = ({ first, rest }: typeof critic) => first + 2 * rest;
  const criticStep = forwardOf(policy) + 2 * forwardOf(critic) + 2 * (forwardOf(critic) + backwardOf(critic));
  const toAction = forwardOf(critic); // gradients pass every layer, and stop at the input
  const actorStep = forwardOf(policy) + backwardOf(policy) + 2 * (forwardOf(critic) + toAction);
  return 2 * batch * (criticStep + actorStep);
}
