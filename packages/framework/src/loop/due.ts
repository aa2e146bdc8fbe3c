import type { Entry } from '../programs/entries.js';
import type { Progress } from '../slots/progress.js';
import { restoreArray } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';

const NEVER = -1;

/** Which entries of a schedule are due, and when each was last. */
export class Due implements Stateful {
  readonly #entries: readonly Entry[];
  /** For each entry, how many whole distances lay behind when it was last due; `NEVER` at the start. */
  readonly #last: Float64Array;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
    this.#last = new Float64Array(entries.length).fill(NEVER);
  }

  /** Whether an entry is due now; it is then not due again before its next distance lies behind. */
  take(index: number, { updates, envSteps, rollouts }: Progress): boolean {
    const { every, once } = this.#entries[index];
    const last = this.#last[index];
    if (once && last !== NEVER) return false;
    let distances: number;
    if ('envSteps' in every) distances = Math.floor(envSteps / every.envSteps);
    // The first of every k updates or roll-outs is the k-th.
    else if ('rollouts' in every) distances = rollouts / every.rollouts;
    else distances = (updates + 1) / every.updates;
    if (!('envSteps' in every) && !Number.isInteger(distances)) return false;
    if (distances === last) return false;
    this.#last[index] = distances;
    return true;
  }

  state(): ComponentState {
    return { last: this.#last.slice() };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ last }: ComponentState): void {
    restoreArray('update', 'last', this.#last, last);
  }
}
