import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import { z } from 'zod';
import { orderedRange } from '../limits/orderedRange.js';
import type { ParameterGroup } from '../parameters/group.js';
import type { GaussianParameters } from '../slots/density.js';
import type { Normalising } from './batchNorm.js';
import { constant } from './initialisers.js';
import { Mlp, type MlpShape } from './mlp.js';

const DEVIATIONS = ['exponential', 'softplus', 'parameter', 'fixed'] as const;

/** How a Gaussian's σ comes about. */
export interface Deviation {
  /** Of a network's output x: σ = eˣ, or softplus(x) σ₀ / log 2 + σ_min; or e^θ with a free θ, the same in every state; or σ₀. */
  readonly deviation: (typeof DEVIATIONS)[number];
  /** σ₀ */
  readonly initialStd: number;
  /** σ_min */
  readonly minStd: number;
  /** Of log σ under `exponential` and `parameter`. */
  readonly logStdRange: readonly [number, number];
}

/** Options of plugins whose Gaussian comes from a network. */
export const deviationOptions = (deviation: Deviation['deviation'], initialStd: number) => ({
  deviation: z
    .enum(DEVIATIONS)
    .default(deviation)
    .describe(
      'where σ comes from. `exponential`: eˣ of the network’s output x, arXiv:1801.01290; `softplus`: softplus(x) σ₀ / log 2 + σ_min, arXiv:2006.00979; `parameter`: one free log σ per dimension, the same in every state, as in Schulman et al. 2017, arXiv:1707.06347, section 6.1; `fixed`: σ₀ for good, as in the public code of Peng et al. 2019, arXiv:1910.00177',
    ),
  initialStd: z
    .number()
    .positive()
    .default(initialStd)
    .describe(
      'σ₀, standard deviation at the start, pre-squash, but under `exponential`; 1 in the public code of arXiv:1707.06347, .5 in that of arXiv:2006.00979',
    ),
  minStd: z
    .number()
    .positive()
    .default(1e-6)
    .describe(
      'σ_min, least standard deviation, pre-squash, under `softplus`; 1e-6 in the public code of arXiv:2006.00979',
    ),
  logStdRange: orderedRange()
    .default([-20, 2])
    .describe(
      'log σ is clipped to these, in pre-squash units, under `exponential` and `parameter`; −20 and 2 in the public code of arXiv:1801.01290',
    ),
});

const LOG_STD = 'logStd';

/** σ is no output of the network. */
const ONLY_MEAN: ReadonlySet<Deviation['deviation']> = new Set(['parameter', 'fixed']);

/** N(μ, σ) in A dimensions, independent of each other, μ by a network; σ by the same one, or a parameter. */
export class GaussianNetwork {
  readonly #network: Mlp;
  readonly #options: Deviation;
  readonly #logStd: string;

  /** @param shape - of the network, without its output; @param dimension - A. @throws VEM_NETWORK_RESIDUAL */
  constructor(group: ParameterGroup, shape: Omit<MlpShape, 'output'>, dimension: number, options: Deviation) {
    const { deviation, initialStd } = options;
    this.#options = options;
    this.#network = new Mlp(group, { ...shape, output: ONLY_MEAN.has(deviation) ? dimension : 2 * dimension });
    this.#logStd = `${shape.name}/${LOG_STD}`;
    if (deviation === 'parameter') group.declare(this.#logStd, [dimension], constant(Math.log(initialStd)));
  }

  /** What the numbers are, in words. */
  static contents({ deviation, initialStd, minStd, logStdRange }: Deviation): string {
    if (deviation === 'softplus') return `mean and x of σ = softplus(x) ${initialStd} / log 2 + ${minStd}`;
    if (deviation === 'fixed') return `mean; σ = ${initialStd}`;
    const within = `log σ within ${logStdRange.join(' … ')}`;
    return deviation === 'parameter' ? `mean, and ${within} the same in every state` : `mean and ${within}`;
  }

  /**
   * [B, input] → [B, A] each.
   *
   * @param parameters - the group's tensors, by name
   * @param normalising - of networks with `batchNorm`: by which statistics
   */
  forward(parameters: Tensors, x_BI: tf.Tensor, normalising?: Normalising): GaussianParameters {
    const output = this.#network.forward(parameters, x_BI, undefined, normalising);
    const { deviation, initialStd, minStd, logStdRange } = this.#options;
    if (deviation === 'parameter') {
      const logStd_A = tf.clipByValue(parameters[this.#logStd], ...logStdRange);
      return { mean_BA: output, logStd_BA: tf.add(tf.zerosLike(output), logStd_A) };
    }
    if (deviation === 'fixed') return { mean_BA: output, logStd_BA: tf.fill(output.shape, Math.log(initialStd)) };
    const [mean_BA, x_BA] = tf.split(output, 2, 1);
    if (deviation === 'exponential') return { mean_BA, logStd_BA: tf.clipByValue(x_BA, ...logStdRange) };
    return { mean_BA, logStd_BA: tf.log(tf.add(tf.mul(initialStd / Math.LN2, tf.softplus(x_BA)), minStd)) };
  }
}
