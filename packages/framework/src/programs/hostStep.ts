import type { HostContext, HostOutcome } from '../slots/host.js';
import type { Progress } from '../slots/slots.js';
import type { Phase } from '../slots/step.js';
import { Meters, type UpdateStep } from './meters.js';
import { SLOT_OF } from './phases.js';
import * as errors from './programErrors.js';

/** A component that does the work of its phase itself. */
export interface Solver {
  solve(context: HostContext): HostOutcome;
}

/** A phase on the host, between compiled programs: what it writes into parameters is what later programs read. */
export class HostStep implements UpdateStep {
  readonly #phase: Phase;
  readonly #slot: string;
  readonly #solver: Solver;
  readonly #context: HostContext;
  readonly meters = new Meters();

  constructor(phase: Phase, solver: Solver, context: HostContext) {
    this.#phase = phase;
    this.#slot = SLOT_OF[phase];
    this.#solver = solver;
    this.#context = context;
  }

  run({ updates }: Progress): void {
    const { metrics = {} } = this.#solver.solve(this.#context);
    for (const [name, value] of Object.entries(metrics)) {
      if (!Number.isFinite(value))
        throw errors.notFinite(this.#slot, `${this.#slot}/${name}`, { step: this.#phase, updates });
      this.meters.add(`${this.#slot}/${name}`, value);
    }
  }

  takeMetrics(): Record<string, number> {
    return this.meters.take();
  }
}
