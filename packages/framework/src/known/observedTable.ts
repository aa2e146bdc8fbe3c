import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { EnvironmentModel } from '../environment/environmentModel.js';
import type { ObservationSpace } from '../environment/spaces.js';
import { constant } from '../networks/initialisers.js';
import type { ParameterGroup } from '../parameters/group.js';
import * as errors from './knownErrors.js';

/** The part of observations that holds the steps since the episode began. */
const TIME = 'time';

/** So many states are looked at to see whether they are observed one-hot. */
const LOOKED_AT = 64;

/** What stands for −∞ in single precision, where a table is read by a product. */
const LOWEST = -1e30;

export interface ObservedTableShape {
  readonly name: string;
  /** Numbers per state. */
  readonly columns: number;
  /** T, steps that are told apart; undefined or 1: none. */
  readonly horizon: number | undefined;
  readonly initial: number;
}

/**
 * Numbers for each state of a known environment, as programs see them: a copy in single precision of what the host keeps
 * in double. Its rows are found by the observed state, one-hot, and by the time if steps are told apart.
 */
export class ObservedTable {
  readonly #name: string;
  readonly #columns: number;
  readonly #horizon: number;
  /** Entries of the observation that show the state. */
  readonly #width: number;
  readonly #time: number | undefined;

  /** @throws VEM_STATES_NOT_OBSERVED, VEM_TIME_NOT_OBSERVED, VEM_MODEL_NOT_DECLARED */
  constructor(
    group: ParameterGroup,
    { name, columns, horizon = 1, initial }: ObservedTableShape,
    environment: EnvironmentModel,
    observation: ObservationSpace,
  ) {
    this.#name = name;
    this.#columns = columns;
    this.#horizon = horizon;
    const last = observation.parts.at(-1);
    this.#time = last?.name === TIME ? observation.size - 1 : undefined;
    if (horizon > 1 && this.#time === undefined) throw errors.timeNotObserved(horizon);
    this.#width = this.#time ?? observation.size;
    requireOneHot(environment, this.#width);
    group.declare(name, [horizon * this.#width, columns], constant(initial));
  }

  /** [B, columns] @param parameters - of the table's group */
  at(parameters: Tensors, observation_BO: tf.Tensor): tf.Tensor {
    const rows = observation_BO.shape[0]!;
    const state_BO = this.#time === undefined ? observation_BO : tf.slice(observation_BO, [0, 0], [rows, this.#width]);
    if (this.#horizon === 1) return tf.matMul(state_BO, parameters[this.#name]);
    const time_B = tf.squeeze<tf.Tensor>(tf.slice(observation_BO, [0, this.#time!], [rows, 1]), [1]);
    const step_B = tf.cast(tf.clipByValue(time_B, 0, this.#horizon - 1), 'int32');
    const step_BT = tf.cast(tf.oneHot(step_B as tf.Tensor1D, this.#horizon), 'float32');
    const row_BTO = tf.mul(tf.expandDims(step_BT, 2), tf.expandDims(state_BO, 1));
    return tf.matMul(tf.reshape(row_BTO, [rows, this.#horizon * this.#width]), parameters[this.#name]);
  }

  /** Hands the host's numbers of one step to the programs. @param values - [S, columns] */
  write(parameters: Readonly<Record<string, Float32Array>>, step: number, values: Float64Array): void {
    const table = parameters[this.#name];
    const start = step * this.#width * this.#columns;
    const count = Math.min(values.length, this.#width * this.#columns);
    for (let i = 0; i < count; i++) table[start + i] = Math.max(LOWEST, values[i]);
  }
}

/** Looks at the first, the last, and some states in between. */
function requireOneHot({ id, tables }: EnvironmentModel, width: number): void {
  if (!tables) throw errors.modelNotDeclared(id, 'tables');
  const { states, observe } = tables;
  const shown = Math.min(states, width);
  const observation = new Float32Array(width);
  for (let i = 0; i < LOOKED_AT; i++) {
    const state = Math.min(shown - 1, Math.floor((i * shown) / (LOOKED_AT - 1)));
    observation.fill(0);
    observe(state, observation);
    let others = 0;
    for (let k = 0; k < width; k++) if (k !== state) others += Math.abs(observation[k]);
    if (observation[state] !== 1 || others > 0) throw errors.statesNotObserved(id, state);
  }
}
