import { storedNumber } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import type { BestEvaluation } from './report.js';

/** Remembers the best scheduled evaluation, by mean return; of equal ones the first. */
export class Best implements Stateful {
  #evaluation: BestEvaluation | undefined;

  get evaluation(): BestEvaluation | undefined {
    return this.#evaluation;
  }

  /** Whether this one is better than all before. */
  improvedBy(evaluation: BestEvaluation): boolean {
    if (this.#evaluation !== undefined && evaluation.meanReturn <= this.#evaluation.meanReturn) return false;
    this.#evaluation = evaluation;
    return true;
  }

  state(): ComponentState {
    return this.#evaluation ? { ...this.#evaluation } : {};
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    this.#evaluation =
      Object.keys(state).length === 0
        ? undefined
        : {
            envSteps: storedNumber('best', 'envSteps', state.envSteps),
            meanReturn: storedNumber('best', 'meanReturn', state.meanReturn),
          };
  }
}
