import type { BoundSlot } from '../composition/definePlugin.js';
import { finite, storedActionWidth } from '../environment/spaces.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { DataColumn } from '../slots/data.js';
import { checkStateful } from './checkStateful.js';
import { checkColumns } from './dataColumns.js';
import { componentOf, OBSERVATION, type Require, requirementsOf, START, same } from './examination.js';

const ACTIONS = finite(3);
/** T, of the environment that somebody acts in. */
const TIME_LIMIT = 5;

const COLUMNS: readonly DataColumn[] = [
  { name: 'observation', size: OBSERVATION.size },
  { name: 'action', size: storedActionWidth(ACTIONS) },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: OBSERVATION.size },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
  { name: 'time', size: 1 },
];

type Columns = Readonly<Record<string, Float32Array>>;

/** A source that is open, and its batches by the seed of the stream. */
function opened(bound: BoundSlot<'data'>) {
  const data = componentOf(bound, { action: ACTIONS, timeLimit: TIME_LIMIT });
  const columns = data.open(COLUMNS);
  const fill = (seed: number): Columns => {
    const batch = Object.fromEntries(
      columns.map(({ name, size }) => [name, new Float32Array(data.batchSize * size).fill(Number.NaN)]),
    );
    data.fill(batch, data.batchSize, new Streams(seed).stream(streamNames.batch));
    return batch;
  };
  return { data, columns, fill };
}

/**
 * Examines a source of what somebody showed: batches of all columns and `demonstrated`, steps that can have happened, which nothing that is
 * experienced changes, and a state from which another one shows the same.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkDemonstrations(bound: BoundSlot<'data'>, seed: number): void {
  const require = requirementsOf(bound);
  const { data, columns, fill } = opened(bound);
  checkColumns(require, COLUMNS, columns);
  require(columns.some(
    ({ name, size }) => name === 'demonstrated' && size === 1,
  ), 'a source of demonstrations has a column "demonstrated"', columns.map(
    ({ name }) => name,
  ), 'Return it from `open`, of size 1.');
  require(data.ready(START), 'what was shown is there from the start', 'not ready', 'Wait for nothing.');
  // Whoever draws what is shown does so once.
  checkSteps(fill(seed), require);
  const shown = fill(seed + 1);
  checkSteps(shown, require);
  const experienced = Object.fromEntries(COLUMNS.map(({ name, size }) => [name, new Float32Array(size).fill(9)]));
  for (let step = 0; step < 20; step++) data.append({ count: 1, columns: experienced });
  require(same(
    fill(seed + 1),
    shown,
  ), 'what is experienced is no demonstration, and one stream gives one batch', 'another batch', 'Keep the two apart.');
  checkStateful(data, require, () => fill(seed + 2));
  const other = opened(bound);
  other.data.restore(structuredClone(data.state()));
  require(same(
    other.fill(seed + 1),
    shown,
  ), 'a restored source shows the same', 'other steps', 'Put what was drawn into the state.');
}

/** Rows that count are steps that can have happened. */
function checkSteps(batch: Columns, require: Require): void {
  for (const [name, column] of Object.entries(batch))
    require(column.every(
      Number.isFinite,
    ), 'every number of a batch is filled, and finite', `others in "${name}"`, 'Write all columns of all rows.');
  const { demonstrated, action, terminated, truncated, time } = batch;
  require(demonstrated.every((count) => count >= 0) &&
    demonstrated.some(
      (count) => count > 0,
    ), 'rows count 0 or more, and some do', `${demonstrated}`, 'Give each row the steps that it stands for.');
  const isIndex = (value: number) => Number.isInteger(value) && value >= 0;
  for (const [row, count] of demonstrated.entries()) {
    if (count === 0) continue;
    require(isIndex(action[row]) && action[row] < ACTIONS.count, 'actions are those of the environment', action[
      row
    ], 'Finite actions are stored by their number.');
    const ends = `${terminated[row]},${truncated[row]}`;
    require(['0,0', '1,0', '0,1'].includes(
      ends,
    ), 'a step terminates, or is truncated, or neither', ends, 'Flags are 0 or 1; what terminates is not truncated.');
    require(isIndex(time[row]) && time[row] < TIME_LIMIT, 'steps are counted from 0, within the time limit', time[
      row
    ], 'Column "time" is the step of the episode.');
  }
}
