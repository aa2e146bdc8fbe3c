import type { ProgramSlot, SlotValues } from '../slots/slots.js';

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
