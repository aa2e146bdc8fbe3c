import type { HostContext, HostOutcome } from '../slots/host.js';
import type { Phase } from '../slots/outcome.js';
import type { Progress } from '../slots/progress.js';
import { Meters, type UpdateStep } from './meters.js';
import { SLOT_OF } from './phases.js';
import * as errors from './programErrors.js';
import { NOTHING_RAISED, type Raised } from './signals.js';

/** What a component does on the host: the whole of its phase, or the end of it. */
export type HostWork = (context: HostContext) => HostOutcome;

/** A phase on the host, between compiled programs: what it writes into parameters is what later programs read. */
export class HostStep implements UpdateStep {
  readonly #phase: Phase;
  readonly #slot: string;
  readonly #work: HostWork;
  readonly #context: HostContext;
  readonly meters = new Meters();

  constructor(phase: Phase, work: HostWork, context: HostContext) {
    this.#phase = phase;
    this.#slot = SLOT_OF[phase];
    this.#work = work;
    this.#context = context;
  }

  run({ updates }: Progress): Raised {
    const { metrics = {}, stop = false } = this.#work(this.#context);
    for (const [name, value] of Object.entries(metrics)) {
      if (!Number.isFinite(value))
        throw errors.notFinite(this.#slot, `${this.#slot}/${name}`, { step: this.#phase, updates });
      this.meters.add(`${this.#slot}/${name}`, value);
    }
    return stop ? { ...NOTHING_RAISED, stop } : NOTHING_RAISED;
  }

  takeMetrics(): Record<string, number> {
    return this.meters.take();
  }
}
