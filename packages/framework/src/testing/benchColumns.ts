import type { BoundSlot } from '../composition/definePlugin.js';
import { type ActionSpace, storedActionWidth } from '../environment/spaces.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';

/** The rows of a batch on the bench. */
export interface Layout {
  readonly rows: number;
  /** T and N, where rows stand in order of time. */
  readonly time?: { readonly steps: number; readonly count: number } | undefined;
  /** T, where rows stand for windows. */
  readonly windowLength?: number | undefined;
}

/** A batch with all columns that slots agree on, of random rows; nothing ends unless somebody sets it. */
export function benchColumns(
  { requires }: BoundSlot,
  observation: number,
  action: ActionSpace,
  layout: Layout,
  streams: Streams,
) {
  const { rows, windowLength = 1 } = layout;
  const normal = (name: string, size = 1) => {
    const data = new Float32Array(rows * size);
    streams.fresh(streamNames.stage(`column/${name}`)).fillNormal(data);
    return data;
  };
  const width = storedActionWidth(action);
  const preSquash = normal('preSquash', width);
  const weighted = requires.some((capability) => capability === 'data.episodes');
  const columns: Readonly<Record<string, Float32Array>> = {
    observation: normal('observation', observation),
    action:
      action.kind === 'box'
        ? preSquash.map((u) => Math.max(-1, Math.min(1, u)))
        : Float32Array.from({ length: rows }, (_, row) => row % action.count),
    reward: normal('reward'),
    nextObservation: normal('nextObservation', observation),
    terminated: new Float32Array(rows),
    truncated: new Float32Array(rows),
    logMu: normal('logMu').map((x) => 0.1 * x - 1),
    ...(action.kind === 'box' ? { preSquash } : {}),
    advantage: normal('advantage'),
    return: normal('return'),
    value: normal('value'),
    time: Float32Array.from({ length: rows }, (_, row) => row % 5),
    path: Float32Array.from({ length: rows }, (_, row) => Math.floor(row / 5)),
    visit: new Float32Array(rows).fill(1),
    ...(requires.includes('data.demonstrations') ? { demonstrated: new Float32Array(rows).fill(1) } : {}),
    ...(weighted ? { weight: new Float32Array(rows).fill(1) } : {}),
    ...(windowLength > 1
      ? { windowReward: normal('windowReward', windowLength), windowLength: new Float32Array(rows).fill(windowLength) }
      : {}),
  };
  return { ...layout, columns };
}
