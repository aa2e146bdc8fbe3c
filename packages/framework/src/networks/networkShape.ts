import type { Activation } from './activations.js';
import type { BatchNorm } from './batchNorm.js';

export const INITIALISER_NAMES = ['fanInUniform', 'orthogonal', 'glorotUniform', 'lecunNormal'] as const;
export type InitialiserName = (typeof INITIALISER_NAMES)[number];

export const LAYER_NORM_NAMES = ['none', 'first', 'every'] as const;
export type LayerNormPlaces = (typeof LAYER_NORM_NAMES)[number];

/** What a network is made of between its ends. */
export interface NetworkShape {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  /** Default `relu`. */
  readonly activation?: Activation | undefined;
  /** How kernels start; biases start at 0, but with `fanInUniform`, which draws them alike. Default `fanInUniform`. */
  readonly initialiser?: InitialiserName | undefined;
  /** How many times as large the last layer starts; 0: at 0. Default 1. */
  readonly outputGain?: number | undefined;
  /**
   * `every`: what enters each activation is normalised, or in residual networks what enters each block, and what leaves the
   * last; `first`: after the first layer alone, with tanh behind it. Default `none`.
   */
  readonly layerNorm?: LayerNormPlaces | undefined;
  /** Share of hidden units that are left out where noise is given to draw them; 0 … 1. Default 0. */
  readonly dropout?: number | undefined;
  /** The first layer embeds, each further one is a block that adds to what enters it. Default false. */
  readonly residual?: boolean | undefined;
  /** Normalises what enters, and what leaves each hidden activation, over the batch; not of residual networks. Default: nothing does. */
  readonly batchNorm?: BatchNorm | undefined;
}

/** A network in a few words: what its numbers mean hangs on it. */
export function describeNetwork({ activation = 'relu', layerNorm = 'none', residual = false }: NetworkShape): string {
  const kind = `${residual ? 'residual ' : ''}${activation} network`;
  if (layerNorm === 'none') return kind;
  return `${kind} with layer normalisation (${layerNorm})`;
}
