import type { EnvironmentSpec } from '../environment/environment.js';
import { storedActionWidth } from '../environment/spaces.js';
import { type Carrying, carriedSize } from '../programs/carried.js';
import type { Behaviour } from '../slots/behaviour.js';
import type { DataColumn } from '../slots/data.js';

/** Columns about where a row stands in its episode, recorded where somebody asks for them. */
export interface RecordedTrace {
  /** `time`: steps since the episode began. */
  readonly time: boolean;
  /** `path`: a number of its own for each episode of an environment. */
  readonly path: boolean;
}

/** The columns of every transition: what the environment gives, then what the behaviour records, then the trace. */
export function experienceColumns(
  { observation, action }: EnvironmentSpec,
  slots: Carrying & { readonly behaviour: Behaviour },
  { time, path }: RecordedTrace,
): readonly DataColumn[] {
  const width = observation.size + carriedSize(slots);
  return [
    { name: 'observation', size: width },
    { name: 'action', size: storedActionWidth(action) },
    { name: 'reward', size: 1 },
    { name: 'nextObservation', size: width },
    { name: 'terminated', size: 1 },
    { name: 'truncated', size: 1 },
    ...slots.behaviour.columns,
    ...(time ? [{ name: 'time', size: 1 }] : []),
    ...(path ? [{ name: 'path', size: 1 }] : []),
  ];
}
