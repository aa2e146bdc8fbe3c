import type { z } from 'zod';
import { type ActionSpace, type ObservationSpace, storedActionWidth } from '../../environment/spaces.js';
import { checksum, readWhole } from '../files/files.js';
import { parseJson } from '../files/parseJson.js';
import { TrajectoriesFile } from './format.js';
import * as errors from './trajectoryErrors.js';

/** Steps of episodes that somebody showed. R rows; arrays are read only. */
export interface Trajectories {
  /** R */
  readonly rows: number;
  /** N, episodes that the rows stand for. */
  readonly episodes: number;
  /** What tells this content from any other. */
  readonly checksum: string;
  /** [R · size] by name: observation, action (an index, or in the environment's units), reward, nextObservation, terminated, truncated, time, episode, weight. */
  readonly columns: Readonly<Record<TrajectoryColumn, Float32Array>>;
}

export type TrajectoryColumn =
  | 'observation'
  | 'action'
  | 'reward'
  | 'nextObservation'
  | 'terminated'
  | 'truncated'
  | 'time'
  | 'episode'
  | 'weight';

/** Longer files than this are none of ours: the text must fit one string. */
const LONGEST = 2 ** 28;

/**
 * Reads a file of trajectories that were taken in spaces like these.
 *
 * @throws VEM_TRAJECTORIES_UNREADABLE, VEM_TRAJECTORIES_INVALID, VEM_TRAJECTORIES_SPACES
 */
export function readTrajectories(path: string, observation: ObservationSpace, action: ActionSpace): Trajectories {
  const content = contentOf(path);
  const parsed = TrajectoriesFile.safeParse(jsonOf(path, content));
  if (!parsed.success) throw errors.trajectoriesInvalid(path, ruleOf(parsed.error));
  return trajectoriesOf(path, parsed.data, checksum(content), observation, action);
}

function contentOf(path: string): Uint8Array {
  try {
    return readWhole(path, LONGEST);
  } catch (cause) {
    throw errors.trajectoriesUnreadable(path, cause);
  }
}

function jsonOf(path: string, content: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder().decode(content));
  } catch (cause) {
    throw errors.trajectoriesInvalid(path, `it is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

const ruleOf = ({ issues: [first] }: z.ZodError): string => `${first.path.join('.') || 'file'}: ${first.message}`;

function trajectoriesOf(
  path: string,
  { episodes, columns }: TrajectoriesFile,
  digest: string,
  observation: ObservationSpace,
  action: ActionSpace,
): Trajectories {
  const rows = columns.time.length;
  if (rows === 0) throw errors.trajectoriesInvalid(path, 'columns: at least one step is needed');
  for (const [name, column] of Object.entries(columns))
    if (column && column.length !== rows)
      throw errors.trajectoriesInvalid(path, `columns.${name}: ${rows} entries like "time", received ${column.length}`);
  const wide = (name: 'observation' | 'nextObservation') => {
    const flat = new Float32Array(rows * observation.size);
    for (const [row, numbers] of columns[name].entries()) {
      if (numbers.length !== observation.size)
        throw errors.otherSpaces(path, `columns.${name}.${row}: ${observation.size} numbers`, `${numbers.length}`);
      flat.set(numbers, row * observation.size);
    }
    return flat;
  };
  return {
    rows,
    episodes,
    checksum: digest,
    columns: {
      observation: wide('observation'),
      nextObservation: wide('nextObservation'),
      action: actionsOf(path, columns.action, action),
      reward: Float32Array.from(columns.reward),
      terminated: Float32Array.from(columns.terminated),
      truncated: Float32Array.from(columns.truncated),
      time: Float32Array.from(columns.time),
      episode: Float32Array.from(columns.episode),
      weight: columns.weight ? Float32Array.from(columns.weight) : new Float32Array(rows).fill(1),
    },
  };
}

function actionsOf(
  path: string,
  actions: readonly number[] | readonly (readonly number[])[],
  space: ActionSpace,
): Float32Array {
  const width = storedActionWidth(space);
  const flat = new Float32Array(actions.length * width);
  for (const [row, action] of actions.entries()) {
    const numbers = typeof action === 'number' ? [action] : action;
    const kind = typeof action === 'number' ? 'finite' : 'box';
    const expected = space.kind === 'finite' ? `a number of an action below ${space.count}` : `${width} numbers`;
    const fits = kind === space.kind && numbers.length === width && (space.kind === 'box' || numbers[0] < space.count);
    if (!fits) throw errors.otherSpaces(path, `columns.action.${row}: ${expected}`, JSON.stringify(action));
    flat.set(numbers, row * width);
  }
  return flat;
}
