import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import { z } from 'zod';
import type { EnvironmentModel } from '../environment/environmentModel.js';
import { zeros } from '../networks/initialisers.js';
import type { ParameterGroup } from '../parameters/group.js';
import * as errors from './knownErrors.js';

/** A learned number for each state and finite action: in programs, and for all states at once on the host. */
export interface PairScores {
  /** [B, A], with gradient. @param parameters - of the group that was given */
  program(parameters: Tensors, state_BO: tf.Tensor): tf.Tensor;
  /** [S, A], of every state in order, in float64. @param state_SO - what is observed of each state */
  host(parameters: Readonly<Record<string, Float32Array>>, state_SO: Float64Array): Float64Array;
}

/** A table [S·A][K] of features, as an option. */
export const featureTable = z.array(z.array(z.number()).min(1)).min(1);

/** What scores are linear in: what is observed of the state, the action, both, or given numbers of each pair. */
export type Features = 'state' | 'action' | 'stateAction' | z.output<typeof featureTable>;

/** Whose features they are, and of what. */
export interface FeaturesOf {
  readonly slot: string;
  readonly plugin: string;
  readonly environment: EnvironmentModel;
  /** Numbers that are observed of a state. */
  readonly width: number;
  readonly actions: number;
}

const WEIGHTS = 'weights';

/** wᵀf(s, a), with w = 0 at first, declared as `weights` of a group. @throws VEM_FEATURES_INVALID */
export function linearScores(group: ParameterGroup, features: Features, of: FeaturesOf): PairScores {
  const { width, actions } = of;
  if (features === 'action') return overActions(group, width, actions);
  if (features === 'state') return overObservations(group, width, 1, actions);
  if (features === 'stateAction') return overObservations(group, width, actions, actions);
  return overTable(group, features, of);
}

/** A number for each action, whatever the state. */
function overActions(group: ParameterGroup, width: number, actions: number): PairScores {
  group.declare(WEIGHTS, [actions], zeros);
  return {
    program: (parameters, state_BO) => tf.tile(tf.expandDims(parameters[WEIGHTS], 0), [state_BO.shape[0]!, 1]),
    host: (parameters, state_SO) =>
      Float64Array.from(
        { length: (state_SO.length / width) * actions },
        (_, pair) => parameters[WEIGHTS][pair % actions],
      ),
  };
}

/** w for what is observed of a state, one column for all actions or one for each. */
function overObservations(group: ParameterGroup, width: number, columns: number, actions: number): PairScores {
  group.declare(WEIGHTS, [width, columns], zeros);
  return {
    program: (parameters, state_BO) => {
      const value_BX = tf.matMul(state_BO, parameters[WEIGHTS]);
      return columns === actions ? value_BX : tf.tile(value_BX, [1, actions]);
    },
    host: (parameters, state_SO) => {
      const weights = parameters[WEIGHTS];
      const states = state_SO.length / width;
      const score_SA = new Float64Array(states * actions);
      for (let s = 0; s < states; s++)
        for (let o = 0; o < width; o++) {
          const value = state_SO[s * width + o];
          if (value === 0) continue;
          for (let a = 0; a < actions; a++)
            score_SA[s * actions + a] += value * weights[o * columns + (columns === 1 ? 0 : a)];
        }
      return score_SA;
    },
  };
}

/** w for a table of features. */
function overTable(
  group: ParameterGroup,
  features_PK: z.output<typeof featureTable>,
  { slot, plugin, environment, width, actions }: FeaturesOf,
): PairScores {
  const states = environment.tables?.states ?? 0;
  const count = features_PK[0].length;
  const odd = features_PK.find((row) => row.length !== count);
  const refused = (received: string) => errors.featuresInvalid({ slot, plugin }, states, actions, received);
  if (odd) throw refused(`rows of ${count} and of ${odd.length} numbers`);
  if (features_PK.length !== states * actions) throw refused(`${features_PK.length} rows`);
  if (width !== states) throw refused(`states that are observed by ${width} numbers`);
  const flat_PK = Float32Array.from(features_PK.flat());
  group.declare(WEIGHTS, [count], zeros);
  return {
    program: (parameters, state_BO) => {
      const table_PK = tf.tensor2d(flat_PK, [states * actions, count]);
      const score_P = tf.sum(tf.mul(table_PK, parameters[WEIGHTS]), -1);
      return tf.matMul(state_BO, tf.reshape(score_P, [states, actions]));
    },
    host: (parameters) => {
      const weights = parameters[WEIGHTS];
      return Float64Array.from(features_PK, (row) => row.reduce((sum, f, k) => sum + f * weights[k], 0));
    },
  };
}
