import type { BoundSlot } from '../composition/definePlugin.js';
import { finite, storedActionWidth } from '../environment/spaces.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { DataColumn } from '../slots/data.js';
import { checkStateful } from './checkStateful.js';
import { componentOf, OBSERVATION, type Require, requirementsOf, same } from './examination.js';

const ACTIONS = finite(3);

const COLUMNS: readonly DataColumn[] = [
  { name: 'observation', size: OBSERVATION.size },
  { name: 'action', size: storedActionWidth(ACTIONS) },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: OBSERVATION.size },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
  { name: 'time', size: 1 },
];

/**
 * Examines a source of what somebody showed: batches of all columns and `demonstrated`, which nothing that is experienced changes.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkDemonstrations(bound: BoundSlot<'data'>, seed: number): void {
  const require: Require = requirementsOf(bound);
  const data = componentOf(bound, { action: ACTIONS });
  const opened = data.open(COLUMNS);
  const declared = opened.find(({ name }) => name === 'demonstrated');
  require(declared?.size === 1, 'a source of demonstrations has a column "demonstrated"', opened.map(
    ({ name }) => name,
  ), 'Return it from `open`, of size 1.');
  const fill = () => {
    const batch = Object.fromEntries(opened.map(({ name, size }) => [name, new Float32Array(data.batchSize * size)]));
    data.fill(batch, data.batchSize, new Streams(seed).stream(streamNames.batch));
    return batch;
  };
  const first = fill();
  require(Object.values(first).every((column) =>
    column.every(Number.isFinite),
  ), 'every number of a batch is finite', 'others', 'Look at what is shown.');
  require(first.demonstrated.every((count) => count >= 0) &&
    first.demonstrated.some(
      (count) => count > 0,
    ), 'rows count 0 or more, and some do', `${first.demonstrated}`, 'Give each row the steps that it stands for.');
  const experienced = Object.fromEntries(COLUMNS.map(({ name, size }) => [name, new Float32Array(size).fill(9)]));
  for (let step = 0; step < 20; step++) data.append({ count: 1, columns: experienced });
  require(same(
    fill(),
    first,
  ), 'what is experienced is no demonstration, and one stream gives one batch', 'another batch', 'Keep the two apart.');
  checkStateful(data, require);
}
