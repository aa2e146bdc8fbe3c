/** What an update costs depends on. */
export interface UpdateShape {
  readonly observations: number;
  readonly actions: number;
  /** Widths of the hidden layers of all networks. */
  readonly hidden: readonly number[];
  /** B */
  readonly batch: number;
}

export const halfCheetahShape: UpdateShape = { observations: 17, actions: 6, hidden: [256, 256], batch: 256 };
export const smallShape: UpdateShape = { observations: 3, actions: 1, hidden: [64, 64], batch: 128 };

/** Multiplications per row of the batch. */
interface Network {
  readonly forward: number;
  /** From the loss to the parameters: one product per layer, and one to the layer below, but for the first. */
  readonly toParameters: number;
  /** From the loss to the input of the network. */
  readonly toInput: number;
}

function network(input: number, hidden: readonly number[], output: number): Network {
  const widths = [input, ...hidden, output];
  const layers = hidden.map((width, layer) => widths[layer] * width);
  const forward = layers.reduce((sum, products) => sum + products, 0) + hidden[hidden.length - 1] * output;
  return { forward, toParameters: 2 * forward - layers[0], toInput: forward };
}

const networks = ({ observations, actions, hidden }: UpdateShape, policyOutputs = 2 * actions) => ({
  critic: network(observations + actions, hidden, 1),
  policy: network(observations, hidden, policyOutputs),
});

/** A product of a [B, m] batch with an [m, n] matrix takes 2Bmn operations. */
const operations = ({ batch }: UpdateShape, products: number) => 2 * batch * products;

/**
 * Floating-point operations of one update of SAC with two critics, matrix products only. Forward: targets (policy, two
 * critics) at s′, policy at s, critics at the replayed action and at the policy's; backward: through the critics to their
 * parameters and to their inputs, and through the policy.
 */
export function sacFlops(shape: UpdateShape): number {
  const { critic, policy } = networks(shape);
  const forward = 2 * policy.forward + 6 * critic.forward;
  return operations(shape, forward + 2 * (critic.toParameters + critic.toInput) + policy.toParameters);
}

/**
 * Of SAC with Retrace along sequences, of which all rows count. Besides: the policy at s once more, for the ratios, and both lagging
 * critics at the recorded action.
 */
export function retraceFlops(shape: UpdateShape): number {
  const { critic, policy } = networks(shape);
  return sacFlops(shape) + operations(shape, policy.forward + 2 * critic.forward);
}

/**
 * Of TD3, on average over two updates. Forward: the lagging policy and both lagging critics at s′, both critics at the
 * replayed action; backward: to their parameters. In every second update the policy at s and one critic at its action, and
 * back through both.
 */
export function td3Flops(shape: UpdateShape): number {
  const { critic, policy } = networks(shape, shape.actions);
  const values = policy.forward + 4 * critic.forward + 2 * critic.toParameters;
  const moving = policy.forward + critic.forward + critic.toInput + policy.toParameters;
  return operations(shape, values + moving / 2);
}

/**
 * Of REDQ, on average. Forward: the policy at s′, all lagging critics there, all critics at the replayed action; backward: to
 * their parameters. In every k-th update the policy at s and all critics at its action, and back through them to it.
 */
export function redqFlops(shape: UpdateShape, critics: number, policyEvery: number): number {
  const { critic, policy } = networks(shape);
  const values = policy.forward + critics * (2 * critic.forward + critic.toParameters);
  const moving = policy.forward + policy.toParameters + critics * (critic.forward + critic.toInput);
  return operations(shape, values + moving / policyEvery);
}

/**
 * Of MPO with one critic and so many actions drawn at s and as many at s′. Forward: the lagging policy at s and s′, the
 * lagging critic at all these actions, the policy at s and the critic at the replayed action; backward: through these last
 * two to their parameters.
 */
export function mpoFlops(shape: UpdateShape, samples: number): number {
  const { critic, policy } = networks(shape);
  const targets = 2 * (policy.forward + samples * critic.forward);
  return operations(shape, targets + critic.forward + critic.toParameters + policy.forward + policy.toParameters);
}

/** Particles of SQL's posterior: those that stand for it, and those that are moved besides. */
export interface Particles {
  readonly standing: number;
  readonly moved: number;
}

/**
 * Of SQL with one critic and so many samples for the value of s′. Forward: the lagging critic at the samples, the critic at
 * the replayed action, the sampler at all particles and the critic at the standing ones; backward: through the critic to its
 * parameters and, at the standing particles, to its inputs, and through the sampler at the moved ones.
 */
export function sqlFlops(shape: UpdateShape, samples: number, { standing, moved }: Particles): number {
  const { critic } = networks(shape);
  const sampler = network(shape.observations + shape.actions, shape.hidden, shape.actions);
  const values = samples * critic.forward + critic.forward + critic.toParameters;
  const sampling = (standing + moved) * sampler.forward + moved * sampler.toParameters;
  return operations(shape, values + sampling + standing * (critic.forward + critic.toInput));
}
