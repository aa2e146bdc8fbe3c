import { VemError } from '@vem/compiler';
import type { BoundSlot } from '../composition/definePlugin.js';
import { SLOT_OF } from '../programs/phases.js';
import type { Schedule } from '../slots/schedule.js';
import { componentOf, requirementsOf, same } from './examination.js';

/** Environment steps that are looked at. */
const HORIZON = 840;

/**
 * Examines a schedule: lines that can be carried out, and updates that are a function of the arguments alone, whole, no more
 * than there are batches, and as many whether steps come one by one or several at once.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkSchedule(bound: BoundSlot<'schedule'>): void {
  const require = requirementsOf(bound);
  const schedule = componentOf(bound);
  checkLines(bound, schedule);
  const due = (envSteps: number, added: number, batchesLeft: number, of: Schedule = schedule) =>
    of.updatesDue({ envSteps, updates: 0, rollouts: 0, fraction: 0 }, added, batchesLeft);

  const batches = endless(schedule) ? [5] : [Number.POSITIVE_INFINITY, 5];
  for (const batchesLeft of batches) {
    const one = Array.from({ length: HORIZON }, (_, t) => due(t + 1, 1, batchesLeft));
    const bad = one.find((count) => !(Number.isInteger(count) && count >= 0 && count <= batchesLeft));
    require(bad ===
      undefined, 'updates are owed as a whole number, no more than there are batches', bad, 'Take the floor of what is due after and before the steps, and `batchesLeft` at most.');
    const again = Array.from({ length: HORIZON }, (_, i) => due(HORIZON - i, 1, batchesLeft)).reverse();
    const other = componentOf(bound);
    const anew = Array.from({ length: HORIZON }, (_, t) => due(t + 1, 1, batchesLeft, other));
    require(same(again, one) &&
      same(
        anew,
        one,
      ), 'what is owed is a function of the arguments alone', 'other numbers when asked again', 'Remember nothing: compute it from `progress` and the new steps.');
  }
  require(due(0, 0, 5) >= 0, 'updates that are owed before the first step are none, or some', due(
    0,
    0,
    5,
  ), 'Return 0.');
  if (!endless(schedule)) checkFractions(bound, due);
  const { initialUpdates = 0 } = schedule;
  require(Number.isInteger(initialUpdates) &&
    initialUpdates >= 0, 'updates before the first step are a whole number', initialUpdates, 'Say how many.');
  const most =
    initialUpdates +
    Array.from({ length: HORIZON }, (_, t) => due(t + 1, 1, 1e6)).reduce((sum, count) => sum + count, 0);
  require(most > 0, `something is learned within ${HORIZON} steps`, 'no update', 'Owe updates.');
}

/** Whether it asks for a data source that says how many batches there are. */
function endless(schedule: Schedule): boolean {
  try {
    schedule.updatesDue({ envSteps: 1, updates: 0, rollouts: 0, fraction: 0 }, 1, Number.POSITIVE_INFINITY);
    return false;
  } catch (error) {
    if (error instanceof VemError) return true;
    throw error;
  }
}

function checkFractions(bound: BoundSlot<'schedule'>, due: (envSteps: number, added: number, left: number) => number) {
  const require = requirementsOf(bound);
  const total = (stride: number) => {
    let sum = 0;
    for (let envSteps = stride; envSteps <= HORIZON; envSteps += stride)
      sum += due(envSteps, stride, Number.POSITIVE_INFINITY);
    return sum;
  };
  const [each, ...several] = [1, 2, 3, 4, 7, 8].map(total);
  require(several.every(
    (count) => count === each,
  ), 'as many updates are owed whether steps come one by one or several at once', `${each} and ${several}`, 'Count whole updates up to the steps after, and up to those before, and take the difference.');
}

function checkLines(bound: BoundSlot<'schedule'>, schedule: Schedule): void {
  const require = requirementsOf(bound);
  const before = JSON.stringify(schedule.steps);
  require(schedule.steps.length > 0, 'an update has steps', 'none', 'List phases.');
  for (const line of schedule.steps) {
    const entry = 'phases' in line ? line : { phases: line };
    const unknown = entry.phases.filter((phase) => !(phase in SLOT_OF));
    require(entry.phases.length > 0 && unknown.length === 0, 'each step has phases', unknown.length > 0
      ? unknown
      : 'none', `Phases are ${Object.keys(SLOT_OF).join(', ')}.`);
    const twice = entry.phases.filter((phase, at) => entry.phases.indexOf(phase) !== at);
    require(twice.length ===
      0, 'a phase stands once in a step', twice, 'A phase that is to come twice is two steps, or `repeat`.');
    const counts = [entry.repeat, entry.batchSize, ...Object.values(entry.every ?? {})].filter(
      (count) => count !== undefined,
    );
    require(counts.every(
      (count) => Number.isInteger(count) && count > 0,
    ), 'numbers of a line are whole and more than 0', counts, 'Check the options.');
  }
  schedule.updatesDue({ envSteps: 10, updates: 3, rollouts: 0, fraction: 0.5 }, 1, 5);
  require(JSON.stringify(componentOf(bound).steps) === before &&
    JSON.stringify(schedule.steps) ===
      before, 'steps stay what they are', 'other ones', 'What changes over time is said by `every` and `once`.');
}
