import type { Phase } from '../slots/outcome.js';
import type { EntryRows, OptimiserStep, Schedule, ScheduleEntry } from '../slots/schedule.js';
import { SLOT_OF } from './phases.js';

/** A line of the schedule with everything said. */
export interface Entry {
  readonly phases: OptimiserStep;
  readonly every: NonNullable<ScheduleEntry['every']>;
  readonly repeat: number;
  readonly untilStop: boolean;
  readonly once: boolean;
  readonly rows: EntryRows;
  readonly batchSize: number | undefined;
  readonly heldOut: number;
  readonly lookBack: boolean;
  /** Solved on the host before it. */
  readonly given: readonly Phase[];
}

const isBareList = (step: OptimiserStep | ScheduleEntry): step is OptimiserStep => Array.isArray(step);

const completed = (step: OptimiserStep | ScheduleEntry): Entry => {
  const entry: ScheduleEntry = isBareList(step) ? { phases: step } : step;
  const every = entry.every ?? { updates: 1 };
  return {
    phases: entry.phases,
    every,
    repeat: entry.repeat ?? (entry.rows === 'epochs' && entry.until ? Number.POSITIVE_INFINITY : 1),
    untilStop: entry.until === 'stop',
    once: entry.once ?? false,
    rows: entry.rows ?? ('rollouts' in every ? 'rollout' : 'batch'),
    batchSize: entry.batchSize,
    heldOut: entry.heldOut ?? 0,
    lookBack: entry.lookBack ?? false,
    given: entry.given ?? [],
  };
};

/** Whatever is in the slots; absent or undefined where one is empty. */
export type Filled = Readonly<Partial<Record<string, unknown>>>;

/**
 * The lines of a schedule in order, without the phases of slots that are empty, so that one schedule serves with and
 * without an M-step.
 */
export function entriesOf({ steps }: Pick<Schedule, 'steps'>, slots: Filled): Entry[] {
  return steps
    .map(completed)
    .map((entry) => ({ ...entry, phases: filled(entry.phases, slots), given: filled(entry.given, slots) }))
    .filter(({ phases }) => phases.length > 0);
}

const filled = (phases: readonly Phase[], slots: Filled) =>
  phases.filter((phase) => slots[SLOT_OF[phase]] !== undefined);

/** What an entry is called in errors and in the names of random streams. */
export const entryName = ({ phases }: Pick<Entry, 'phases'>): string => phases.join(' + ');
