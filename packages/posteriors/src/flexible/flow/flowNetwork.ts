import * as tf from '@tensorflow/tfjs-core';
import { fanInUniform, Mlp, networkOf, type ParameterGroup, type Tensors, zeros } from '@vem/framework';
import { affine, type Bijection, composed } from './bijection.js';
import { type Conditioner, coupling, type Part, partOf } from './coupling.js';
import type { FlowOptions } from './flowOptions.js';
import { rationalQuadraticSpline, splineSize } from './spline.js';

/**
 * The flow at each state. One network of the state gives a Gaussian's μ and log σ, and what bends it before: of two dimensions and
 * more the biases of the conditioners' hidden layers, one per coupling layer; of one dimension, which has no halves, the parameters of a spline.
 * Conditioners start at 0, so that the flow starts as that Gaussian.
 */
export class FlowNetwork {
  readonly #state: Mlp;
  readonly #dimension: number;
  readonly #options: FlowOptions;
  readonly #parts: readonly Part[];

  /** @param input - O; @param dimension - A */
  constructor(group: ParameterGroup, input: number, dimension: number, options: FlowOptions) {
    const { layers, width, bins } = options;
    this.#dimension = dimension;
    this.#options = options;
    this.#parts = dimension === 1 ? [] : Array.from({ length: layers }, (_, layer) => partOf(dimension, layer));
    const bending = dimension === 1 ? splineSize(bins) : layers * width;
    this.#state = new Mlp(group, { name: 'state', input, ...networkOf(options), output: 2 * dimension + bending });
    for (const [layer, { staying, moving }] of this.#parts.entries()) {
      group.declare(`coupling${layer}/input`, [staying, width], fanInUniform(staying));
      group.declare(`coupling${layer}/output`, [width, 2 * moving], zeros);
      group.declare(`coupling${layer}/bias`, [2 * moving], zeros);
    }
  }

  /** @param parameters - the group's tensors, by name */
  at(parameters: Tensors, observation_BO: tf.Tensor): Bijection {
    const { layers, width, bins, scaleBound, logStdRange } = this.#options;
    const output = this.#state.forward(parameters, observation_BO);
    const dimension = this.#dimension;
    const bending = dimension === 1 ? [splineSize(bins)] : Array<number>(layers).fill(width);
    const [mean_BA, logStd_BA, ...bends] = tf.split(output, [dimension, dimension, ...bending], 1);
    const parts =
      dimension === 1
        ? [rationalQuadraticSpline(bends[0], bins)]
        : this.#parts.map((part, layer) =>
            coupling(part, this.#conditioner(parameters, layer, part, bends[layer]), scaleBound),
          );
    return composed([...parts, affine(mean_BA, tf.clipByValue(logStd_BA, ...logStdRange))]);
  }

  /** tanh of the part that stays and the state's share, then log-scales and shifts. */
  #conditioner(parameters: Tensors, layer: number, { staying, moving }: Part, state_BW: tf.Tensor): Conditioner {
    return (stays_SBN) => {
      const [samples, rows] = stays_SBN.shape as [number, number];
      const linear = tf.matMul(tf.reshape(stays_SBN, [samples * rows, staying]), parameters[`coupling${layer}/input`]);
      const { width } = this.#options;
      const hidden_SBW = tf.tanh(tf.add(tf.reshape(linear, [samples, rows, width]), state_BW));
      const flat = tf.matMul(tf.reshape(hidden_SBW, [samples * rows, width]), parameters[`coupling${layer}/output`]);
      const moved = tf.reshape(tf.add(flat, parameters[`coupling${layer}/bias`]), [samples, rows, 2 * moving]);
      const [raw_SBM, shift_SBM] = tf.split(moved, 2, 2);
      return { raw_SBM, shift_SBM };
    };
  }
}
