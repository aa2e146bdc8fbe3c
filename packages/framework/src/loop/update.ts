import type { LoadedEntry } from '../programs/loadSteps.js';
import type { UpdateStep } from '../programs/meters.js';
import { NOTHING_RAISED, type Raised } from '../programs/signals.js';
import type { Progress } from '../slots/progress.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import { Due } from './due.js';

/** The lines of the schedule at work: which are due, how often, on which rows, and what they say about going on. */
export class Update implements Stateful {
  readonly entries: readonly LoadedEntry[];
  readonly #due: Due;
  readonly #lookBack: ((progress: Progress) => void) | undefined;

  /** @param lookBack - annotates everything that is kept once more */
  constructor(entries: readonly LoadedEntry[], lookBack?: (progress: Progress) => void) {
    this.entries = entries;
    this.#lookBack = lookBack;
    this.#due = new Due(entries.map(({ entry }) => entry));
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
      if (!belongs(loaded.entry) || !this.#due.take(index, progress)) continue;
      if (loaded.entry.lookBack) this.#lookBack?.(progress);
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

  state(): ComponentState {
    return this.#due.state();
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    this.#due.restore(state);
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
