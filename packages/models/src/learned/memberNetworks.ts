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

/** Units from which on members are computed one after the other: products and passes count there, and below the number of nodes. */
const WIDE = 128;

/** Tensors of members that are asked, one after the other. */
const askedOf = (x_MIH: tf.Tensor, asked_M: tf.Tensor): tf.Tensor[] =>
  Array.from({ length: asked_M.shape[0]! }, (_, m) =>
    tf.squeeze<tf.Tensor>(tf.gather(x_MIH, tf.slice(asked_M, [m], [1]) as tf.Tensor1D), [0]),
  );

/** M perceptrons of one shape side by side: kernels [M, I, H], biases [M, 1, H]. */
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
   * @param x_MBI - rows of each member, or of those that are asked
   * @param asked_M - indices of members, in the order of the rows' first axis; absent: all of them
   * @returns [M, B, output]
   */
  forward(parameters: Tensors, x_MBI: tf.Tensor, asked_M?: tf.Tensor): tf.Tensor {
    const isWide = Math.max(...this.#shape.hidden, 0) >= WIDE;
    return isWide ? this.#oneByOne(parameters, x_MBI, asked_M) : this.#sideBySide(parameters, x_MBI, asked_M);
  }

  /** A layer of all members is one product. */
  #sideBySide(parameters: Tensors, x_MBI: tf.Tensor, asked_M?: tf.Tensor): tf.Tensor {
    const own = (name: string) => (asked_M ? tf.gather(parameters[name], asked_M as tf.Tensor1D) : parameters[name]);
    const last = this.#shape.hidden.length;
    let x = x_MBI;
    for (let layer = 0; layer <= last; layer++) {
      x = tf.add(tf.matMul(x, own(this.#kernel(layer))), own(this.#bias(layer)));
      if (layer < last) x = ACTIVATIONS[this.#shape.activation](x);
    }
    return x;
  }

  /** Member after member: what one makes of its rows stays in the second-level cache, and its biases are added by the products. */
  #oneByOne(parameters: Tensors, x_MBI: tf.Tensor, asked_M?: tf.Tensor): tf.Tensor {
    const own = (name: string) => (asked_M ? askedOf(parameters[name], asked_M) : tf.unstack(parameters[name]));
    const layers = this.#layers.map((_, layer) => [own(this.#kernel(layer)), own(this.#bias(layer))] as const);
    const activation = ACTIVATIONS[this.#shape.activation];
    const outputs = tf.unstack(x_MBI).map((x_BI, member) =>
      layers.reduce((x, [kernels, biases], layer) => {
        const sum = tf.add(tf.matMul(x, kernels[member]), biases[member]);
        return layer < layers.length - 1 ? activation(sum) : sum;
      }, x_BI as tf.Tensor),
    );
    return tf.stack(outputs);
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
