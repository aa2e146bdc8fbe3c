import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type ObservationSpace, placeOf } from '../environment/spaces.js';
import { partsSeen, type Seeing, type Sees } from './observationView.js';

/** Which rows of a table the observation tells apart. */
export type RowsBy = 'observation' | 'parts' | Sees;

/** The option of plugins that have a table. @param usual - the default */
export const rowsByOption = (usual: 'observation' | 'parts' | 'withoutGoal') =>
  z
    .union([z.enum(['observation', 'parts', 'withoutGoal']), z.array(z.string()).min(1)], {
      error: 'expected "observation", "parts", "withoutGoal", or a list of names of parts of the observation',
    })
    .default(usual)
    .describe(
      'which rows the table has. `observation`: one for each entry of the observation, which is one-hot as a whole; `parts`: one for each combination of its parts, each of them one-hot, so that every task has rows of its own; `withoutGoal`: the same without the part that says which task an episode is, so that all tasks share them; or names of the parts that count',
    );

/** Rows of a table, by the observation. */
export interface OneHotRows {
  /** R, rows that there are. */
  readonly size: number;
  /** [B, O] → [B, R], one-hot: a product with a table [R, X] is one of its rows, exactly. */
  of(observation_BO: tf.Tensor): tf.Tensor;
}

/**
 * Rows that one-hot parts of an observation tell apart, the last part fastest.
 *
 * @throws VEM_VIEW_UNKNOWN
 */
export function oneHotRowsOf(observation: ObservationSpace, by: RowsBy, seeing: Seeing): OneHotRows {
  if (by === 'observation') return { size: observation.size, of: (observation_BO) => observation_BO };
  const places = partsSeen(observation, by === 'parts' ? undefined : by, seeing).map(
    (name) => placeOf(observation, name)!,
  );
  return {
    size: places.reduce((product, { size }) => product * size, 1),
    of: (observation_BO) => {
      const rows = observation_BO.shape[0]!;
      const parts = places.map(({ begin, size }) => tf.slice(observation_BO, [0, begin], [rows, size]));
      return parts.reduce((joint_BR, part_BV) => {
        const width = joint_BR.shape[1]! * part_BV.shape[1]!;
        return tf.reshape(tf.mul(tf.expandDims(joint_BR, 2), tf.expandDims(part_BV, 1)), [rows, width]);
      });
    },
  };
}
