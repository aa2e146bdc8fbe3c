import * as tf from '@tensorflow/tfjs-core';
import type { ObservationSpace } from '@vem/framework';
import * as errors from './priorErrors.js';

/** Part of the observation: what one network gets to see. */
export interface View {
  /** V, entries that are seen. */
  readonly size: number;
  /** [B, O] → [B, V] */
  of(observation_BO: tf.Tensor): tf.Tensor;
}

/**
 * The view of named parts of an observation, in the observation's own order.
 *
 * @param names - unset: the whole observation
 * @throws VEM_VIEW_UNKNOWN
 */
export function viewOf({ parts, size }: ObservationSpace, names?: readonly string[]): View {
  const known = parts.map((part) => part.name);
  for (const name of names ?? []) if (!known.includes(name)) throw errors.unknownPart(name, known);
  const slices: { readonly begin: number; readonly size: number }[] = [];
  let begin = 0;
  for (const part of parts) {
    if (names?.includes(part.name) ?? true) slices.push({ begin, size: part.size });
    begin += part.size;
  }
  if (slices.length === parts.length) return { size, of: (observation_BO) => observation_BO };
  return {
    size: slices.reduce((sum, slice) => sum + slice.size, 0),
    of: (observation_BO) => {
      const rows = observation_BO.shape[0]!;
      return tf.concat(
        slices.map((slice) => tf.slice(observation_BO, [0, slice.begin], [rows, slice.size])),
        1,
      );
    },
  };
}
