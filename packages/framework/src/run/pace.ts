import { storedNumber } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import type { TrainOptions } from './report.js';

const REPORT_EVERY = 1000;

/** When the next report and the next evaluation are due, in environment steps. */
export class Pace implements Stateful {
  #reportEvery = 0;
  #evaluateEvery = 0;
  #nextReport = 0;
  #nextEvaluation = 0;

  /** Counts from here, unless an earlier training had the same distances: then it is as if that had gone on. */
  begin(
    { reportEvery = REPORT_EVERY, evaluateEvery = Number.POSITIVE_INFINITY }: TrainOptions,
    envSteps: number,
  ): void {
    if (reportEvery !== this.#reportEvery) {
      this.#reportEvery = reportEvery;
      this.#nextReport = envSteps + reportEvery;
    }
    if (evaluateEvery !== this.#evaluateEvery) {
      this.#evaluateEvery = evaluateEvery;
      this.#nextEvaluation = envSteps + evaluateEvery;
    }
  }

  reportDue(envSteps: number): boolean {
    return envSteps >= this.#nextReport;
  }

  evaluationDue(envSteps: number): boolean {
    return envSteps >= this.#nextEvaluation;
  }

  /** What is due by now is done. */
  advance(envSteps: number): void {
    while (this.#nextReport <= envSteps) this.#nextReport += this.#reportEvery;
    while (this.#nextEvaluation <= envSteps) this.#nextEvaluation += this.#evaluateEvery;
  }

  state(): ComponentState {
    return {
      reportEvery: this.#reportEvery,
      evaluateEvery: this.#evaluateEvery,
      nextReport: this.#nextReport,
      nextEvaluation: this.#nextEvaluation,
    };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ reportEvery, evaluateEvery, nextReport, nextEvaluation }: ComponentState): void {
    this.#reportEvery = storedNumber('pace', 'reportEvery', reportEvery);
    this.#evaluateEvery = storedNumber('pace', 'evaluateEvery', evaluateEvery);
    this.#nextReport = storedNumber('pace', 'nextReport', nextReport);
    this.#nextEvaluation = storedNumber('pace', 'nextEvaluation', nextEvaluation);
  }
}
