import type { LoadedEntry } from '../programs/loadSteps.js';
import type { UpdateStep } from '../programs/meters.js';
import { NOTHING_RAISED, type Raised } from '../programs/signals.js';
import type { Progress } from '../slots/progress.js';
import { restoreArray } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';

const NEVER = -1;

/** The lines of the schedule at work: which are due, how often, on which rows, and what they say about going on. */
export class Update implements Stateful {
  readonly entries: readonly LoadedEntry[];
  /** For each entry, how many whole distances lay behind when it was last due; `NEVER` at the start. */
  readonly #last: Float64Array;

  constructor(entries: readonly LoadedEntry[]) {
    this.entries = entries;
    this.#last = new Float64Array(entries.length).fill(NEVER);
  }

  /** All steps in order, for reports and checkpoints. */
  get steps(): readonly UpdateStep[] {
    return this.entries.flatMap(({ steps }) => steps);
  }

  /** One update on the rows that were drawn for it. */
  run(progress: Progress): Raised {
    return this.#runDue(progress, ({ every }) => !('rollouts' in every));
  }

  /** What is done once a roll-out was learned from to its end. @param progress - that roll-out counted */
  endRollout(progress: Progress): void {
    this.#runDue(progress, ({ every }) => 'rollouts' in every);
  }

  #runDue(progress: Progress, belongs: (entry: LoadedEntry['entry']) => boolean): Raised {
    let raised = NOTHING_RAISED;
    for (const [index, loaded] of this.entries.entries()) {
      if (!belongs(loaded.entry) || !this.#isDue(index, progress)) continue;
      const said = runEntry(loaded, progress);
      // Repetitions that end by a signal have used it up.
      if (loaded.entry.untilStop) continue;
      raised = {
        veto: raised.veto || said.veto,
        stop: raised.stop || said.stop,
        stopAfterEpoch: raised.stopAfterEpoch || said.stopAfterEpoch,
      };
    }
    return raised;
  }

  #isDue(index: number, { updates, envSteps, rollouts }: Progress): boolean {
    const { every, once } = this.entries[index].entry;
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

/** All repetitions of an entry. */
function runEntry({ entry, steps, rows }: LoadedEntry, progress: Progress): Raised {
  let raised = NOTHING_RAISED;
  for (let repetition = 0; repetition < entry.repeat; repetition++) {
    if (entry.rows !== 'batch' && (repetition === 0 || entry.rows === 'fresh')) rows.fill();
    for (const step of steps) {
      const said = step.run(progress);
      raised = {
        veto: raised.veto || said.veto,
        stop: raised.stop || said.stop,
        stopAfterEpoch: raised.stopAfterEpoch || said.stopAfterEpoch,
      };
    }
    if (entry.untilStop && raised.stop) break;
  }
  return raised;
}
