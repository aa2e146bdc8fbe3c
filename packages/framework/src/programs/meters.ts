import type { Progress } from '../slots/progress.js';
import { stateInvalid } from '../state/stateErrors.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import type { Raised } from './signals.js';

/** Whatever logs numbers. */
export interface Metered {
  /** What it added up since the last report. */
  readonly meters: Stateful;
  /** Means of its metrics since the last call, by `slot/metric` name. */
  takeMetrics(): Record<string, number>;
}

/** One part of an update, ready to run: a compiled optimiser step, or a phase on the host. */
export interface UpdateStep extends Metered {
  run(progress: Progress): Raised;
}

/** Adds up scalars over updates, for their means in the next report. */
export class Meters implements Stateful {
  readonly #sums = new Map<string, { sum: number; count: number }>();

  /** @param name - `slot/metric` */
  add(name: string, value: number): void {
    const entry = this.#sums.get(name);
    if (!entry) this.#sums.set(name, { sum: value, count: 1 });
    else {
      entry.sum += value;
      entry.count++;
    }
  }

  /** Means since the last call. */
  take(): Record<string, number> {
    const means = Object.fromEntries([...this.#sums].map(([name, { sum, count }]) => [name, sum / count]));
    this.#sums.clear();
    return means;
  }

  /** Sum, count and place of each, so that reports list them in the same order. */
  state(): ComponentState {
    return Object.fromEntries(
      [...this.#sums].map(([name, { sum, count }], place) => [name, Float64Array.of(sum, count, place)]),
    );
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    const entries = Object.entries(state).map(([name, value]) => {
      if (!(value instanceof Float64Array) || value.length !== 3)
        throw stateInvalid('meters', name, 'a sum, a count and a place', value);
      return { name, sum: value[0], count: value[1], place: value[2] };
    });
    this.#sums.clear();
    for (const { name, sum, count } of entries.sort((a, b) => a.place - b.place)) this.#sums.set(name, { sum, count });
  }
}
