import * as tf from '@tensorflow/tfjs-core';
import {
  ACTIVATIONS,
  type Activation,
  type Initialiser,
  type ParameterGroup,
  type Tensors,
  zeros,
} from '@vem/framework';

export interface MembersShape {
  /** Prefix of the tensors' names in the group, unique there. */
  readonly name: string;
  /** M, networks of this shape. */
  readonly members: number;
  readonly input: number;
  readonly hidden: readonly number[];
  readonly output: number;
  readonly activation: Activation;
}

/** Normal numbers of deviation 1/(2 √fanIn), cut at two deviations, as in the public code of arXiv:1906.08253. */
const halvedNormal: Initialiser = (target, shape, stream) => {
  const fanIn = shape[shape.length - 2];
  for (let i = 0; i < target.length; i++) {
    let drawn = stream.normal();
    while (Math.abs(drawn) > 2) drawn = stream.normal();
    target[i] = drawn / (2 * Math.sqrt(fanIn));
  }
};

/** M perceptrons of one shape side by side: kernels [M, I, H], so that a layer of all of them is one product. */
export class MemberNetworks {
  readonly #shape: MembersShape;

  constructor(group: ParameterGroup, shape: MembersShape) {
    this.#shape = shape;
    const { members } = shape;
    for (const [layer, [fanIn, fanOut]] of this.#layers.entries()) {
      group.declare(this.#kernel(layer), [members, fanIn, fanOut], halvedNormal);
      group.declare(this.#bias(layer), [members, 1, fanOut], zeros);
    }
  }

  get #layers(): readonly (readonly [number, number])[] {
    const { input, hidden, output } = this.#shape;
    const widths = [input, ...hidden, output];
    return widths.slice(1).map((width, layer) => [widths[layer], width] as const);
  }

  /**
   * @param x_MBI - rows of each member, or of those that were picked
   * @param picked_E - indices of members, in the order of the rows' first axis; absent: all of them
   * @returns [M or E, B, output]
   */
  forward(parameters: Tensors, x_MBI: tf.Tensor, picked_E?: tf.Tensor): tf.Tensor {
    const own = (name: string) => (picked_E ? tf.gather(parameters[name], picked_E as tf.Tensor1D) : parameters[name]);
    const last = this.#shape.hidden.length;
    let x = x_MBI;
    for (let layer = 0; layer <= last; layer++) {
      x = tf.add(tf.matMul(x, own(this.#kernel(layer))), own(this.#bias(layer)));
      if (layer < last) x = ACTIVATIONS[this.#shape.activation](x);
    }
    return x;
  }

  /** A scalar: Σ over layers of ½ decay ‖kernel‖², all members. @param decays - from the first layer to the last */
  decay(parameters: Tensors, decays: readonly number[]): tf.Tensor {
    const last = this.#shape.hidden.length;
    const terms = this.#layers.map((_, layer) => {
      const weight = decays[Math.round((layer * (decays.length - 1)) / Math.max(1, last))];
      return tf.mul(0.5 * weight, tf.sum(tf.square(parameters[this.#kernel(layer)])));
    });
    return terms.reduce((sum, term) => tf.add(sum, term));
  }

  #kernel = (layer: number) => `${this.#shape.name}/layer${layer}/kernel`;
  #bias = (layer: number) => `${this.#shape.name}/layer${layer}/bias`;
}
