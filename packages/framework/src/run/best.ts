import { storedNumber } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import type { BestAssessment } from './report.js';

/** Remembers the best scheduled assessment, by mean return; of equal ones the first. */
export class Best implements Stateful {
  #assessment: BestAssessment | undefined;

  get assessment(): BestAssessment | undefined {
    return this.#assessment;
  }

  /** Whether this one is better than all before. */
  improvedBy(assessment: BestAssessment): boolean {
    if (this.#assessment !== undefined && assessment.meanReturn <= this.#assessment.meanReturn) return false;
    this.#assessment = assessment;
    return true;
  }

  state(): ComponentState {
    return this.#assessment ? { ...this.#assessment } : {};
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    this.#assessment =
      Object.keys(state).length === 0
        ? undefined
        : {
            envSteps: storedNumber('best', 'envSteps', state.envSteps),
            meanReturn: storedNumber('best', 'meanReturn', state.meanReturn),
          };
  }
}
