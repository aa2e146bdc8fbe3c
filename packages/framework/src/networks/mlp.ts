import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { Initialiser, ParameterGroup } from '../parameters/group.js';
import { ACTIVATIONS, type Activation } from './activations.js';
import { constant, fanInUniform, glorotUniform, lecunNormal, orthogonal, zeros } from './initialisers.js';

export const INITIALISER_NAMES = ['fanInUniform', 'orthogonal', 'glorotUniform', 'lecunNormal'] as const;
export type InitialiserName = (typeof INITIALISER_NAMES)[number];

/** What a network is made of, apart from its ends. */
export interface NetworkShape {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly activation?: Activation | undefined;
  /** How kernels start; biases start at 0, but with `fanInUniform`, which draws them alike. Default `fanInUniform`. */
  readonly initialiser?: InitialiserName | undefined;
  /** Gain of the last layer under `orthogonal`; default 1. Hidden layers have √2. */
  readonly outputGain?: number | undefined;
  /** Normalises what enters each activation, Ba et al. 2016, arXiv:1607.06450. */
  readonly layerNorm?: boolean | undefined;
  /** Adds what enters a hidden layer to what leaves it, where both are equally wide, He et al. 2015, arXiv:1512.03385. */
  readonly residual?: boolean | undefined;
}

export interface MlpShape extends NetworkShape {
  /** Prefix of the tensors' names in the group, unique there. */
  readonly name: string;
  readonly input: number;
  readonly output: number;
  /** Initial values of the last layer's kernel, in place of those of the others; its bias is 0. */
  readonly lastLayer?: Initialiser;
}

const LAYER_NORM_EPSILON = 1e-6;

/** Kernel and bias of a layer [fanIn, fanOut]. */
function initial(
  { initialiser = 'fanInUniform', outputGain = 1, lastLayer }: MlpShape,
  fanIn: number,
  isLast: boolean,
) {
  if (isLast && lastLayer) return { kernel: lastLayer, bias: zeros };
  switch (initialiser) {
    case 'fanInUniform':
      return { kernel: fanInUniform(fanIn), bias: fanInUniform(fanIn) };
    case 'orthogonal':
      return { kernel: orthogonal(isLast ? outputGain : Math.SQRT2), bias: zeros };
    case 'glorotUniform':
      return { kernel: glorotUniform, bias: zeros };
    case 'lecunNormal':
      return { kernel: lecunNormal, bias: zeros };
  }
}

/** A multilayer perceptron whose weights live in a parameter group: declared once, evaluated in any program. */
export class Mlp {
  readonly #shape: MlpShape;
  readonly #widths: readonly number[];

  constructor(group: ParameterGroup, shape: MlpShape) {
    this.#shape = shape;
    this.#widths = [shape.input, ...shape.hidden, shape.output];
    for (let layer = 0; layer <= shape.hidden.length; layer++) {
      const [fanIn, fanOut] = [this.#widths[layer], this.#widths[layer + 1]];
      const isLast = layer === shape.hidden.length;
      const { kernel, bias } = initial(shape, fanIn, isLast);
      group.declare(this.#tensor(layer, 'kernel'), [fanIn, fanOut], kernel);
      group.declare(this.#tensor(layer, 'bias'), [fanOut], bias);
      if (!shape.layerNorm || isLast) continue;
      group.declare(this.#tensor(layer, 'scale'), [fanOut], constant(1));
      group.declare(this.#tensor(layer, 'offset'), [fanOut], zeros);
    }
  }

  /** [B, input] → [B, output]. @param parameters - the group's tensors, by name. */
  forward(parameters: Tensors, x_BI: tf.Tensor): tf.Tensor {
    const { hidden, activation = 'relu', layerNorm, residual } = this.#shape;
    let x = x_BI;
    for (let layer = 0; layer < hidden.length; layer++) {
      const linear = this.#linear(parameters, x, layer);
      const normalised = layerNorm ? this.#normalised(parameters, linear, layer) : linear;
      const out = ACTIVATIONS[activation](normalised);
      x = residual && this.#widths[layer] === this.#widths[layer + 1] ? tf.add(x, out) : out;
    }
    return this.#linear(parameters, x, hidden.length);
  }

  #linear(parameters: Tensors, x: tf.Tensor, layer: number): tf.Tensor {
    return tf.add(tf.matMul(x, parameters[this.#tensor(layer, 'kernel')]), parameters[this.#tensor(layer, 'bias')]);
  }

  /** Rows with mean 0 and variance 1, scaled and moved by what is learned. */
  #normalised(parameters: Tensors, x_BH: tf.Tensor, layer: number): tf.Tensor {
    const centred_BH = tf.sub(x_BH, tf.mean(x_BH, -1, true));
    const variance_B1 = tf.mean(tf.square(centred_BH), -1, true);
    const unit_BH = tf.mul(centred_BH, tf.rsqrt(tf.add(variance_B1, LAYER_NORM_EPSILON)));
    return tf.add(tf.mul(unit_BH, parameters[this.#tensor(layer, 'scale')]), parameters[this.#tensor(layer, 'offset')]);
  }

  #tensor(layer: number, kind: 'kernel' | 'bias' | 'scale' | 'offset'): string {
    return `${this.#shape.name}/layer${layer}/${kind}`;
  }
}
