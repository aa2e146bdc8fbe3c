import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { ParameterGroup } from '../parameters/group.js';
import { fanInUniform } from './initialisers.js';

export interface GruShape {
  /** Prefix of the tensors' names in the group, unique there. */
  readonly name: string;
  /** X, numbers that it reads. */
  readonly input: number;
  /** M, numbers that it remembers, each within (−1, 1). */
  readonly units: number;
}

/**
 * A gated recurrent unit, Cho et al. 2014, arXiv:1406.1078, eq. 5 to 8, in the form of cuDNN and PyTorch, whose reset gate is applied
 * behind the recurrent product, so that all three products are one:
 *
 *     r = σ(W_r x + U_r h),  z = σ(W_z x + U_z h),  n = tanh(W_n x + r ∘ (U_n h)),  h′ = (1 − z) ∘ n + z ∘ h
 *
 * with a bias behind each product.
 */
export class Gru {
  readonly #shape: GruShape;

  constructor(shape: GruShape) {
    this.#shape = shape;
  }

  /** Declares W [X, 3M], U [M, 3M] and their biases; U(±1/√M), as in PyTorch. */
  declare(group: ParameterGroup): void {
    const { input, units } = this.#shape;
    for (const [kind, rows] of [
      ['input', input],
      ['recurrent', units],
    ] as const) {
      group.declare(this.#tensor(kind, 'kernel'), [rows, 3 * units], fanInUniform(units));
      group.declare(this.#tensor(kind, 'bias'), [3 * units], fanInUniform(units));
    }
  }

  /** [B, X] → [B, 3M], W x + b: of all rows at once. @param parameters - the group's tensors, by name */
  read(parameters: Tensors, x_BX: tf.Tensor): tf.Tensor {
    return this.#product(parameters, 'input', x_BX);
  }

  /** [B, 3M], [B, M] → [B, M], one step. */
  next(parameters: Tensors, read_BG: tf.Tensor, before_BM: tf.Tensor): tf.Tensor {
    const { units } = this.#shape;
    const [own_BG, candidate_BM] = tf.split(read_BG, [2 * units, units], 1);
    const [recurrent_BG, recalled_BM] = tf.split(
      this.#product(parameters, 'recurrent', before_BM),
      [2 * units, units],
      1,
    );
    const [reset_BM, keep_BM] = tf.split(tf.sigmoid(tf.add(own_BG, recurrent_BG)), 2, 1);
    const new_BM = tf.tanh(tf.add(candidate_BM, tf.mul(reset_BM, recalled_BM)));
    return tf.add(new_BM, tf.mul(keep_BM, tf.sub(before_BM, new_BM)));
  }

  #product(parameters: Tensors, kind: 'input' | 'recurrent', x: tf.Tensor): tf.Tensor {
    return tf.add(tf.matMul(x, parameters[this.#tensor(kind, 'kernel')]), parameters[this.#tensor(kind, 'bias')]);
  }

  #tensor(kind: 'input' | 'recurrent', what: 'kernel' | 'bias'): string {
    return `${this.#shape.name}/${kind}/${what}`;
  }
}
