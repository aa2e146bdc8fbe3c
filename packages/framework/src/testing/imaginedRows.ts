import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { DataSource } from '../slots/data.js';
import type { Progress } from '../slots/progress.js';
import { type Require, same } from './examination.js';

/** What an imagined step adds to the number of a state; the other numbers of a row, of steps that are recorded too. */
const STEP = 0.125;
const ACTION = 0.5;
const REWARD = 0.25;

/** Nobody imagines as many steps between two environment steps on the stage. */
const MOST_STEPS = 10_000;

type Columns = Readonly<Record<string, Float32Array>>;

/** Roll-outs from every third state that was stored end after one step. */
const endsFrom = (id: number) => Math.floor(id) % 3 === 0;

/** States are [number, −number]. */
const moved = (observation: Float32Array, by: number) =>
  observation.map((value, i) => (i % 2 === 0 ? value + by : value - by));

/** Takes every imagined step that is due. @throws VEM_CONFORMANCE */
export function imagineDue({ imagination }: DataSource, progress: Progress, require: Require): void {
  if (!imagination) return;
  const { rows } = imagination;
  const stream = new Streams(progress.envSteps).stream(streamNames.imagined);
  for (let step = 0; imagination.due(progress); step++) {
    require(step <
      MOST_STEPS, 'imagined steps come to an end before the next update', `${step} of them`, 'Count in `take`; `due` is asked until there is none.');
    const observation = new Float32Array(2 * rows).fill(Number.NaN);
    imagination.start(observation, stream);
    const missing = observation.findIndex((value) => !Number.isFinite(value));
    require(missing ===
      -1, 'imagined steps start from states', `none in row ${missing >> 1}`, 'Write [R, O] in `start`.');
    const ids = observation.filter((_, i) => i % 2 === 0);
    const columns: Columns = {
      observation,
      action: observation.map((value, i) => (i % 2 === 0 ? value + ACTION : value)),
      reward: ids.map((id) => id + REWARD),
      nextObservation: moved(observation, STEP),
      terminated: ids.map((id) => (endsFrom(id) ? 1 : 0)),
      truncated: new Float32Array(rows),
    };
    const metrics = imagination.take({ columns, distance_R: undefined }, progress);
    const bad = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
    require(bad === undefined, 'what `take` says for the log are numbers', `${bad}`, 'Leave out what is unknown.');
    // Arrays are reused: whoever kept one finds this.
    for (const column of Object.values(columns)) column.fill(-1e6);
  }
}

export const isImagined = (batch: Columns, row: number): boolean =>
  batch.nextObservation[2 * row] === batch.observation[2 * row] + STEP;

/**
 * All numbers of an imagined row belong to one step from a state that was stored, or imagined from one and not ended there.
 *
 * @param stored - how many there are
 * @throws VEM_CONFORMANCE
 */
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
  const ended = endsFrom(id) ? 1 : 0;
  const expected = [id, -id, id + ACTION, -id, id + REWARD, id + STEP, -id - STEP, ended, 0];
  require(id >= 0 &&
    id < stored &&
    same(
      found,
      expected,
    ), 'an imagined row is one step from a state that was stored', `${found} instead of ${expected}`, 'Copy what `take` is given, and write all columns of a row from one step.');
  require(Number.isInteger(id) ||
    !endsFrom(
      id,
    ), 'an imagined roll-out ends where the model says so', `a step from ${id}, behind the end`, 'Leave rows out once `terminated` was 1.');
}
