import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { Initialiser, ParameterGroup } from '../parameters/group.js';
import type { Noise } from '../slots/step.js';
import { ACTIVATIONS } from './activations.js';
import type { Normalising } from './batchNorm.js';
import { dropout } from './dropout.js';
import { constant, fanInUniform, glorotUniform, lecunNormal, scaled, zeros } from './initialisers.js';
import { layerNorm } from './layerNorm.js';
import * as errors from './networkErrors.js';
import type { InitialiserName, NetworkShape } from './networkShape.js';
import { orthogonal } from './orthogonal.js';

export interface MlpShape extends NetworkShape {
  /** Prefix of the tensors' names in the group, unique there. */
  readonly name: string;
  readonly input: number;
  readonly output: number;
}

/** Inner width of a residual block, in widths of the block; 4 in arXiv:2410.09754, section 4.2. */
const EXPANSION = 4;

/** Gain of hidden layers that start orthogonal; √2 in the public code of arXiv:1707.06347, with tanh too. */
const HIDDEN_GAIN = Math.SQRT2;

/** Kernel and bias of a layer that takes `fanIn` numbers. */
function initialValues(name: InitialiserName, fanIn: number, isLast: boolean): readonly [Initialiser, Initialiser] {
  switch (name) {
    case 'fanInUniform':
      return [fanInUniform(fanIn), fanInUniform(fanIn)];
    case 'orthogonal':
      return [orthogonal(isLast ? 1 : HIDDEN_GAIN), zeros];
    case 'glorotUniform':
      return [glorotUniform, zeros];
    case 'lecunNormal':
      return [lecunNormal, zeros];
  }
}

/**
 * A multilayer perceptron whose weights live in a parameter group: declared once, evaluated in any program. Residual ones are
 * those of Lee et al. 2024 (SimBa), arXiv:2410.09754: x ← x + W₂ f(W₁ LayerNorm(x)) from block to block.
 */
export class Mlp {
  readonly #shape: MlpShape;
  readonly #group: ParameterGroup;

  /** @throws VEM_NETWORK_RESIDUAL */
  constructor(group: ParameterGroup, shape: MlpShape) {
    const { name, input, hidden, output, layerNorm = 'none', residual, outputGain = 1, batchNorm } = shape;
    if (residual && (hidden.length === 0 || hidden.some((width) => width !== hidden[0])))
      throw errors.residualWidths(group.name, hidden);
    this.#shape = shape;
    this.#group = group;
    batchNorm?.declare(`${name}/input`, input);
    if (batchNorm) for (const [layer, width] of hidden.entries()) batchNorm.declare(`${name}/layer${layer}`, width);
    for (const [layer, width] of hidden.entries()) {
      const fanIn = layer === 0 ? input : hidden[layer - 1];
      if (residual && layer > 0) this.#declareBlock(`block${layer}`, width);
      else {
        this.#declareLinear(`layer${layer}`, fanIn, width);
        const normalises = layerNorm === 'first' ? layer === 0 : layerNorm === 'every' && !residual;
        if (normalises) this.#declareNorm(`layer${layer}`, width);
      }
    }
    if (residual && layerNorm === 'every') this.#declareNorm('final', hidden[0]);
    this.#declareLinear(`layer${hidden.length}`, hidden.at(-1) ?? input, output, outputGain);
  }

  /**
   * [B, input] → [B, output].
   *
   * @param parameters - the group's tensors, by name
   * @param noise - draws the units that are left out; absent: all take part
   * @param normalising - of networks with `batchNorm`: by which statistics
   */
  forward(parameters: Tensors, x_BI: tf.Tensor, noise?: Noise, normalising?: Normalising): tf.Tensor {
    const { hidden, residual } = this.#shape;
    const last_BH = residual
      ? this.#blocks(parameters, x_BI, noise)
      : this.#layers(parameters, x_BI, noise, normalising);
    return this.#linear(parameters, `layer${hidden.length}`, last_BH);
  }

  #layers(
    parameters: Tensors,
    x_BI: tf.Tensor,
    noise: Noise | undefined,
    normalising: Normalising | undefined,
  ): tf.Tensor {
    const { name: network, hidden, layerNorm: places } = this.#shape;
    const normalised = (place: string, x: tf.Tensor) => normalising?.normalise(`${network}/${place}`, x) ?? x;
    let x = normalised('input', x_BI);
    for (let layer = 0; layer < hidden.length; layer++) {
      const name = `layer${layer}`;
      const linear = this.#drop(this.#linear(parameters, name, x), noise);
      if (places === 'first' && layer === 0) x = tf.tanh(this.#norm(parameters, name, linear));
      else x = this.#activate(places === 'every' ? this.#norm(parameters, name, linear) : linear);
      x = normalised(name, x);
    }
    return x;
  }

  #blocks(parameters: Tensors, x_BI: tf.Tensor, noise: Noise | undefined): tf.Tensor {
    const { hidden, layerNorm: places } = this.#shape;
    let x = this.#linear(parameters, 'layer0', x_BI);
    if (places === 'first') x = tf.tanh(this.#norm(parameters, 'layer0', x));
    for (let block = 1; block < hidden.length; block++) {
      const name = `block${block}`;
      const entering = places === 'every' ? this.#norm(parameters, name, x) : x;
      const inner = this.#activate(this.#drop(this.#linear(parameters, `${name}/expand`, entering), noise));
      x = tf.add(x, this.#linear(parameters, `${name}/contract`, inner));
    }
    return places === 'every' ? this.#norm(parameters, 'final', x) : x;
  }

  #drop(x: tf.Tensor, noise: Noise | undefined): tf.Tensor {
    const { dropout: rate = 0 } = this.#shape;
    return rate === 0 || noise === undefined ? x : dropout(x, rate, noise);
  }

  #activate(x: tf.Tensor): tf.Tensor {
    return ACTIVATIONS[this.#shape.activation ?? 'relu'](x);
  }

  #linear(parameters: Tensors, layer: string, x: tf.Tensor): tf.Tensor {
    return tf.add(tf.matMul(x, parameters[this.#tensor(layer, 'kernel')]), parameters[this.#tensor(layer, 'bias')]);
  }

  #norm(parameters: Tensors, layer: string, x: tf.Tensor): tf.Tensor {
    const scaled_BH = tf.mul(layerNorm(x), parameters[this.#tensor(layer, 'scale')]);
    return tf.add(scaled_BH, parameters[this.#tensor(layer, 'offset')]);
  }

  /** @param gain - of the last layer */
  #declareLinear(layer: string, fanIn: number, fanOut: number, gain?: number): void {
    const [kernel, bias] = initialValues(this.#shape.initialiser ?? 'fanInUniform', fanIn, gain !== undefined);
    this.#group.declare(this.#tensor(layer, 'kernel'), [fanIn, fanOut], scaled(kernel, gain ?? 1));
    this.#group.declare(this.#tensor(layer, 'bias'), [fanOut], scaled(bias, gain ?? 1));
  }

  #declareBlock(block: string, width: number): void {
    if (this.#shape.layerNorm === 'every') this.#declareNorm(block, width);
    this.#declareLinear(`${block}/expand`, width, EXPANSION * width);
    this.#declareLinear(`${block}/contract`, EXPANSION * width, width);
  }

  #declareNorm(layer: string, width: number): void {
    this.#group.declare(this.#tensor(layer, 'scale'), [width], constant(1));
    this.#group.declare(this.#tensor(layer, 'offset'), [width], zeros);
  }

  #tensor(layer: string, kind: 'kernel' | 'bias' | 'scale' | 'offset'): string {
    return `${this.#shape.name}/${layer}/${kind}`;
  }
}
