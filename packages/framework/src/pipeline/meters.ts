import type { Progress } from '../slots/slots.js';
import * as errors from './pipelineErrors.js';

/** One part of an update, ready to run: a compiled optimiser step, or a phase on the host. */
export interface UpdateStep {
  run(progress: Progress): void;
  /** Means of its metrics since the last call, by `slot/metric` name. */
  takeMetrics(): Record<string, number>;
}

/** Adds up scalars over updates, for their means in the next report. */
export class Meters {
  readonly #sums = new Map<string, { sum: number; count: number }>();

  /**
   * @param name - `slot/metric`; @param updates - done so far
   * @throws VEM_NOT_FINITE
   */
  add(name: string, value: number, updates: number): void {
    if (!Number.isFinite(value)) throw errors.notFinite(name.split('/')[0], name, updates);
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
}
