import * as tf from '@tensorflow/tfjs-core';
import type { Bijection, Mapped } from './bijection.js';

/** Log-scale and shift, [S, B, M] each, of the moved part by the part that stays, [S, B, A − M]. */
export type Conditioner = (staying_SBN: tf.Tensor) => { readonly raw_SBM: tf.Tensor; readonly shift_SBM: tf.Tensor };

/** Which part of A dimensions moves: the later ones, or the first ones. */
export interface Part {
  readonly staying: number;
  readonly moving: number;
  readonly movesFirst: boolean;
}

/** The parts of layer `index`: they take turns. */
export function partOf(dimension: number, index: number): Part {
  const half = Math.floor(dimension / 2);
  const movesFirst = index % 2 === 1;
  const moving = movesFirst ? half : dimension - half;
  return { moving, staying: dimension - moving, movesFirst };
}

/**
 * y₁ = x₁, y₂ = x₂ exp(s(x₁)) + t(x₁), with log-determinant Σ s: Dinh et al. 2017, arXiv:1605.08803, eqs 7 and 8.
 * s = bound · tanh(raw/bound) cannot run away.
 */
export function coupling({ staying, moving, movesFirst }: Part, conditioner: Conditioner, bound: number): Bijection {
  const split = (x_SBA: tf.Tensor): readonly [stays: tf.Tensor, moves: tf.Tensor] => {
    const [first, second] = tf.split(x_SBA, movesFirst ? [moving, staying] : [staying, moving], 2);
    return movesFirst ? [second, first] : [first, second];
  };
  const joined = (stays: tf.Tensor, moves: tf.Tensor) => tf.concat(movesFirst ? [moves, stays] : [stays, moves], 2);
  const map = (
    x_SBA: tf.Tensor,
    move: (moves: tf.Tensor, s: tf.Tensor, t: tf.Tensor) => tf.Tensor,
    sign: 1 | -1,
  ): Mapped => {
    const [stays, moves] = split(x_SBA);
    const { raw_SBM, shift_SBM } = conditioner(stays);
    const s_SBM = tf.mul(bound, tf.tanh(tf.div(raw_SBM, bound)));
    return {
      point_SBA: joined(stays, move(moves, s_SBM, shift_SBM)),
      logDeterminant_SB: tf.mul(sign, tf.sum(s_SBM, -1)),
    };
  };
  return {
    forward: (x_SBA) => map(x_SBA, (x, s, t) => tf.add(tf.mul(x, tf.exp(s)), t), 1),
    inverse: (y_SBA) => map(y_SBA, (y, s, t) => tf.mul(tf.sub(y, t), tf.exp(tf.neg(s))), -1),
  };
}
