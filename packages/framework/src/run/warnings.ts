import { movingOverRun } from '../scheduled/scheduled.js';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { SlotValues } from '../slots/slots.js';
import type { SlotConfig } from '../store/runConfig.js';

/** Something that a component found worth telling, with the slot it sits in. */
export interface Warning {
  readonly slot: string;
  readonly text: string;
}

/** What the slots' components say about their own metrics. @param metrics - by `slot/metric` */
export function warningsOf(slots: SlotValues, metrics: Readonly<Record<string, number>>): readonly Warning[] {
  return Object.entries(slots).flatMap(([slot, component]) => {
    const { warnings } = (component ?? {}) as Partial<ProgramSlot<object>>;
    if (!warnings) return [];
    const own = Object.entries(metrics).flatMap(([name, value]) => {
      const [owner, metric] = name.split('/');
      return owner === slot ? [[metric, value] as const] : [];
    });
    return warnings.call(component, Object.fromEntries(own)).map((text) => ({ slot, text }));
  });
}

/**
 * What stands still from now on, where a run goes on beyond the steps that its schedules are spread over.
 *
 * @param horizon - in environment steps
 */
export function endedSchedules(slots: Readonly<Record<string, SlotConfig>>, horizon: number): readonly Warning[] {
  return Object.entries(slots).flatMap(([slot, { use: _use, ...options }]) => {
    // A plugin may be such a number as a whole.
    const paths = movingOverRun({ [slot]: options });
    return paths.map((path) => ({
      slot,
      text: `${path} moves over the first ${horizon} environment steps of the run, and keeps its last value from there on`,
    }));
  });
}
