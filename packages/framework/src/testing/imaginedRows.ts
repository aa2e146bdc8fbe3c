import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { DataSource } from '../slots/data.js';
import type { Progress } from '../slots/progress.js';
import { type Require, same } from './examination.js';

/** What an imagined step adds to the number of a state; the other numbers of a row, of steps that are recorded too. */
const STEP = 0.125;
const ACTION = 0.5;
const REWARD = 0.25;

type Columns = Readonly<Record<string, Float32Array>>;

/** States are [number, −number]. */
const moved = (observation: Float32Array, by: number) =>
  observation.map((value, i) => (i % 2 === 0 ? value + by : value - by));

/** Takes every imagined step that is due. */
export function imagineDue({ imagination }: DataSource, progress: Progress, require: Require): void {
  if (!imagination) return;
  const { rows } = imagination;
  const stream = new Streams(progress.envSteps).stream(streamNames.imagined);
  while (imagination.due(progress)) {
    const observation = new Float32Array(2 * rows).fill(Number.NaN);
    imagination.start(observation, stream);
    const missing = observation.findIndex((value) => !Number.isFinite(value));
    require(missing ===
      -1, 'imagined steps start from states', `none in row ${missing >> 1}`, 'Write [R, O] in `start`.');
    const columns: Columns = {
      observation,
      action: observation.map((value, i) => (i % 2 === 0 ? value + ACTION : value)),
      reward: Float32Array.from({ length: rows }, (_, row) => observation[2 * row] + REWARD),
      nextObservation: moved(observation, STEP),
      terminated: new Float32Array(rows),
      truncated: new Float32Array(rows),
    };
    imagination.take({ columns, distance_R: undefined }, progress);
    // Arrays are reused: whoever kept one finds this.
    for (const column of Object.values(columns)) column.fill(-1e6);
  }
}

export const isImagined = (batch: Columns, row: number): boolean =>
  batch.nextObservation[2 * row] === batch.observation[2 * row] + STEP;

/** All numbers of an imagined row belong to one step from a state that was stored, or imagined from one. */
export function checkImagined(batch: Columns, row: number, stored: number, require: Require): void {
  const id = batch.observation[2 * row];
  const pair = (column: Float32Array) => [column[2 * row], column[2 * row + 1]];
  const found = [
    ...pair(batch.observation),
    ...pair(batch.action),
    batch.reward[row],
    ...pair(batch.nextObservation),
    batch.terminated[row],
    batch.truncated[row],
  ];
  const expected = [id, -id, id + ACTION, -id, id + REWARD, id + STEP, -id - STEP, 0, 0];
  require(id >= 0 &&
    id < stored &&
    same(
      found,
      expected,
    ), 'an imagined row is one step from a state that was stored', `${found} instead of ${expected}`, 'Copy what `take` is given, and write all columns of a row from one step.');
}
