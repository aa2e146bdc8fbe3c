import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { Initialiser, ParameterGroup } from '../parameters/group.js';
import { fanInUniform, zeros } from './initialisers.js';

export type Activation = 'relu' | 'tanh' | 'elu';

export interface MlpShape {
  /** Prefix of the tensors' names in the group, unique there. */
  readonly name: string;
  readonly input: number;
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly output: number;
  readonly activation?: Activation;
  /** Initial values of the last layer; default like the others. `zeros` makes the network start at 0. */
  readonly lastLayer?: Initialiser;
}

const ACTIVATIONS: Readonly<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  elu: (x) => tf.elu(x),
};

/** A multilayer perceptron whose weights live in a parameter group: declared once, evaluated in any program. */
export class Mlp {
  readonly #shape: MlpShape;
  readonly #layers: number;

  constructor(group: ParameterGroup, shape: MlpShape) {
    this.#shape = shape;
    const widths = [shape.input, ...shape.hidden, shape.output];
    this.#layers = widths.length - 1;
    for (let layer = 0; layer < this.#layers; layer++) {
      const [fanIn, fanOut] = [widths[layer], widths[layer + 1]];
      const last = layer === this.#layers - 1 ? shape.lastLayer : undefined;
      group.declare(this.#kernel(layer), [fanIn, fanOut], last ?? fanInUniform(fanIn));
      group.declare(this.#bias(layer), [fanOut], last === undefined ? fanInUniform(fanIn) : zeros);
    }
  }

  /** [B, input] → [B, output]. @param parameters - the group's tensors, by name. */
  forward(parameters: Tensors, x_BI: tf.Tensor): tf.Tensor {
    const activate = ACTIVATIONS[this.#shape.activation ?? 'relu'];
    let x = x_BI;
    for (let layer = 0; layer < this.#layers; layer++) {
      const linear = tf.add(tf.matMul(x, parameters[this.#kernel(layer)]), parameters[this.#bias(layer)]);
      x = layer === this.#layers - 1 ? linear : activate(linear);
    }
    return x;
  }

  #kernel(layer: number): string {
    return `${this.#shape.name}/layer${layer}/kernel`;
  }

  #bias(layer: number): string {
    return `${this.#shape.name}/layer${layer}/bias`;
  }
}
