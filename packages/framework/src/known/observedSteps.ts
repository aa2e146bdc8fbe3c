import * as tf from '@tensorflow/tfjs-core';
import type { ObservationSpace } from '../environment/spaces.js';
import * as errors from './knownErrors.js';

/** The part of observations that holds the steps since the episode began, behind all others. */
const TIME = 'time';

/** State and time in observations: which row of numbers that differ from step to step is meant. */
export class ObservedSteps {
  /** Entries of the observation that show the state. */
  readonly width: number;
  readonly #steps: number;
  readonly #told: boolean;

  /** @param steps - T, steps that are told apart. @throws VEM_TIME_NOT_OBSERVED */
  constructor({ parts, size }: ObservationSpace, steps: number) {
    this.#told = parts.at(-1)?.name === TIME;
    if (steps > 1 && !this.#told) throw errors.timeNotObserved(steps);
    this.width = this.#told ? size - 1 : size;
    this.#steps = steps;
  }

  /** [B, O] → [B, width] */
  state(observation_BO: tf.Tensor): tf.Tensor {
    return this.#told ? tf.slice(observation_BO, [0, 0], [observation_BO.shape[0]!, this.width]) : observation_BO;
  }

  /** [B, T], one-hot; steps beyond the last are the last. */
  step(observation_BO: tf.Tensor): tf.Tensor {
    const rows = observation_BO.shape[0]!;
    if (this.#steps === 1) return tf.ones([rows, 1]);
    const time_B = tf.squeeze<tf.Tensor>(tf.slice(observation_BO, [0, this.width], [rows, 1]), [1]);
    const step_B = tf.cast(tf.clipByValue(time_B, 0, this.#steps - 1), 'int32');
    return tf.cast(tf.oneHot(step_B as tf.Tensor1D, this.#steps), 'float32');
  }

  /** [B, X], of [T, X] the row of each observation's step. */
  row(observation_BO: tf.Tensor, rows_TX: tf.Tensor): tf.Tensor {
    return tf.matMul(this.step(observation_BO), rows_TX);
  }
}
