import { z } from 'zod';
import { schedulable } from '../scheduled/scheduled.js';
import { ACTIVATION_NAMES, type Activation } from './activations.js';
import { INITIALISER_NAMES, LAYER_NORM_NAMES, type NetworkShape } from './networkShape.js';

/** Defaults of a network's options, and where they come from. */
export interface NetworkDefaults {
  readonly hidden: readonly number[];
  /** What stands behind "units per hidden layer; ". */
  readonly hiddenSource: string;
  readonly activation: Activation;
  readonly activationSource: string;
  /** Default 1. */
  readonly outputGain?: number;
  readonly outputGainSource?: string;
}

const OUTPUT_GAIN_SOURCE = '.01 for policies and 1 for values in the public code of arXiv:1707.06347';

/** The options of every plugin that has a network: spread them into its schema. */
export const networkOptions = (defaults: NetworkDefaults) => ({
  hidden: z
    .array(z.int().positive())
    .default([...defaults.hidden])
    .describe(`units per hidden layer; ${defaults.hiddenSource}`),
  activation: z
    .enum(ACTIVATION_NAMES)
    .default(defaults.activation)
    .describe(`of the hidden layers; ${defaults.activationSource}`),
  initialiser: z
    .enum(INITIALISER_NAMES)
    .default('fanInUniform')
    .describe(
      'how kernels start. `fanInUniform`: U(±1/√fanIn), biases too, as in PyTorch; `orthogonal`, Saxe et al. 2014, arXiv:1312.6120, √2 times before activations, as in the public code of arXiv:1707.06347; `glorotUniform`, Glorot and Bengio 2010; `lecunNormal`, cut at two standard deviations, as in Flax. Biases start at 0 with all but the first',
    ),
  outputGain: z
    .number()
    .min(0)
    .default(defaults.outputGain ?? 1)
    .describe(`how many times as large the last layer starts; ${defaults.outputGainSource ?? OUTPUT_GAIN_SOURCE}`),
  layerNorm: z
    .enum(LAYER_NORM_NAMES)
    .default('none')
    .describe(
      'where rows are normalised, Ba et al. 2016, arXiv:1607.06450. `every`: before each activation, in residual networks before each block and after the last; `first`: after the first layer, with tanh in place of the activation, as in the public code of arXiv:2006.00979',
    ),
  residual: z
    .boolean()
    .default(false)
    .describe(
      'true: the first hidden layer embeds, and each further one is a block x + W₂ f(W₁ x), four times as wide inside; with `layerNorm` `every` those of Lee et al. 2024, arXiv:2410.09754. All hidden layers are then equally wide',
    ),
  learningRate: schedulable(z.number().positive(), z.number().nonnegative())
    .optional()
    .describe('step size of these parameters; unset: the optimiser’s'),
});

type NetworkConfig = z.output<z.ZodObject<ReturnType<typeof networkOptions>>>;

/** The part of a plugin's options that networks take. */
export const networkOf = (options: Omit<NetworkConfig, 'learningRate'>): NetworkShape => {
  const { hidden, activation, initialiser, outputGain, layerNorm, residual } = options;
  return { hidden, activation, initialiser, outputGain, layerNorm, residual };
};
