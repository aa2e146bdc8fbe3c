import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type ObservationSpace, placeOf } from '../environment/spaces.js';
import * as errors from './networkErrors.js';

/** What is seen of the observation: parts by name, or all but the one that says which task an episode is. */
export type Sees = 'withoutGoal' | readonly string[];

/** The option of plugins that may be kept from seeing everything. @param what - who sees, and where that comes from */
export const seesOption = (what: string) =>
  z
    .union([z.literal('withoutGoal'), z.array(z.string()).min(1)], {
      error: 'expected "withoutGoal", or a list of names of parts of the observation',
    })
    .optional()
    .describe(
      `${what}: names of parts of the observation, or \`withoutGoal\`, all but the one that says which task an episode is; unset: all of it`,
    );

/** What somebody who sees only so much needs of the environment. */
export const neededToSee = (sees: string | readonly string[] | undefined) =>
  sees === 'withoutGoal' ? (['environment.goal'] as const) : ([] as const);

/** Part of the observation: what one network gets to see. */
export interface ObservationView {
  /** V, entries that are seen. */
  readonly size: number;
  /** [B, O] → [B, V] */
  of(observation_BO: tf.Tensor): tf.Tensor;
}

/** Whose view it is, for errors. */
export interface Seeing {
  readonly slot: string;
  readonly option: string;
}

/** Names of the parts that are seen, in the observation's own order. @throws VEM_VIEW_UNKNOWN */
export function partsSeen(
  { parts, goal }: ObservationSpace,
  sees: Sees | undefined,
  seeing: Seeing,
): readonly string[] {
  const known = parts.map((part) => part.name);
  if (sees === undefined) return known;
  if (sees !== 'withoutGoal') {
    for (const name of sees) if (!known.includes(name)) throw errors.unknownPart(seeing, name, known);
    return known.filter((name) => sees.includes(name));
  }
  if (!goal) throw errors.unknownPart(seeing, 'goal', known);
  return known.filter((name) => name !== goal.part);
}

/**
 * The view of some parts of an observation, in the observation's own order.
 *
 * @param sees - unset: the whole observation
 * @throws VEM_VIEW_UNKNOWN
 */
export function viewOf(
  observation: ObservationSpace,
  sees?: Sees,
  seeing: Seeing = { slot: 'prior', option: 'view' },
): ObservationView {
  const { parts, size } = observation;
  const slices = partsSeen(observation, sees, seeing).map((name) => placeOf(observation, name)!);
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
