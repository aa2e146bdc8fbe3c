import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { EnvironmentModel } from '../environment/environmentModel.js';
import type { ObservationSpace } from '../environment/spaces.js';
import { constant } from '../networks/initialisers.js';
import type { ParameterGroup } from '../parameters/group.js';
import * as errors from './knownErrors.js';
import { ObservedSteps } from './observedSteps.js';

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
  readonly #seen: ObservedSteps;

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
    this.#seen = new ObservedSteps(observation, horizon);
    const { width } = this.#seen;
    requireOneHot(environment, width);
    group.declare(name, [horizon * width, columns], constant(initial));
  }

  /** [B, columns] @param parameters - of the table's group */
  at(parameters: Tensors, observation_BO: tf.Tensor): tf.Tensor {
    const state_BO = this.#seen.state(observation_BO);
    if (this.#horizon === 1) return tf.matMul(state_BO, parameters[this.#name]);
    const row_BTO = tf.mul(tf.expandDims(this.#seen.step(observation_BO), 2), tf.expandDims(state_BO, 1));
    const flat_BR = tf.reshape(row_BTO, [observation_BO.shape[0]!, this.#horizon * this.#seen.width]);
    return tf.matMul(flat_BR, parameters[this.#name]);
  }

  /** Hands the host's numbers of one step to the programs. @param values - [S, columns] */
  write(parameters: Readonly<Record<string, Float32Array>>, step: number, values: Float64Array): void {
    const table = parameters[this.#name];
    const start = step * this.#seen.width * this.#columns;
    const count = Math.min(values.length, this.#seen.width * this.#columns);
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
