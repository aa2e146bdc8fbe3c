import { z } from 'zod';
import { ACTIVATION_NAMES, type Activation } from './activations.js';
import { INITIALISER_NAMES, type NetworkShape } from './mlp.js';

/** Defaults of a network's options, and where they come from. */
export interface NetworkDefaults {
  readonly hidden: readonly number[];
  /** `…; <where>` behind "units per hidden layer". */
  readonly hiddenSource: string;
  readonly activation: Activation;
  readonly activationSource: string;
}

/** The options of every plugin that has a network: spread them into its schema. */
export const networkOptions = ({ hidden, hiddenSource, activation, activationSource }: NetworkDefaults) => ({
  hidden: z
    .array(z.int().positive())
    .default([...hidden])
    .describe(`units per hidden layer; ${hiddenSource}`),
  activation: z.enum(ACTIVATION_NAMES).default(activation).describe(`of the hidden layers; ${activationSource}`),
  initialiser: z
    .enum(INITIALISER_NAMES)
    .default('fanInUniform')
    .describe(
      'how kernels start: U(±1/√fanIn), biases too, as in PyTorch; `orthogonal` with gain √2 and biases 0, as in the public code of arXiv:1707.06347; Glorot and Bengio 2010; N(0, 1/fanIn), LeCun et al. 1998',
    ),
  outputGain: z
    .number()
    .positive()
    .default(1)
    .describe(
      'gain of the last layer under `orthogonal`; .01 for policies, 1 for values in the public code of arXiv:1707.06347',
    ),
  layerNorm: z
    .boolean()
    .default(false)
    .describe('whether what enters each activation is normalised, Ba et al. 2016, arXiv:1607.06450'),
  residual: z
    .boolean()
    .default(false)
    .describe('whether hidden layers of equal width add what enters them, He et al. 2015, arXiv:1512.03385'),
});

/** The part of a plugin's options that `Mlp` takes. */
export const networkOf = ({
  hidden,
  activation,
  initialiser,
  outputGain,
  layerNorm,
  residual,
}: Required<{ [K in keyof NetworkShape]: NonNullable<NetworkShape[K]> }>): NetworkShape => ({
  hidden,
  activation,
  initialiser,
  outputGain,
  layerNorm,
  residual,
});
