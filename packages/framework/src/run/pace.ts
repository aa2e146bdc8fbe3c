import { storedNumber } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import type { TrainOptions } from './report.js';

const REPORT_EVERY = 1000;

/** When the next report and the next assessment are due, in environment steps. */
export class Pace implements Stateful {
  #reportEvery = 0;
  #assessEvery = 0;
  #nextReport = 0;
  #nextAssessment = 0;

  /** Counts from here, unless an earlier training had the same distances: then it is as if that had gone on. */
  begin({ reportEvery = REPORT_EVERY, assessEvery = Number.POSITIVE_INFINITY }: TrainOptions, envSteps: number): void {
    if (reportEvery !== this.#reportEvery) {
      this.#reportEvery = reportEvery;
      this.#nextReport = envSteps + reportEvery;
    }
    if (assessEvery !== this.#assessEvery) {
      this.#assessEvery = assessEvery;
      this.#nextAssessment = envSteps + assessEvery;
    }
  }

  reportDue(envSteps: number): boolean {
    return envSteps >= this.#nextReport;
  }

  assessmentDue(envSteps: number): boolean {
    return envSteps >= this.#nextAssessment;
  }

  /** What is due by now is done. */
  advance(envSteps: number): void {
    while (this.#nextReport <= envSteps) this.#nextReport += this.#reportEvery;
    while (this.#nextAssessment <= envSteps) this.#nextAssessment += this.#assessEvery;
  }

  state(): ComponentState {
    return {
      reportEvery: this.#reportEvery,
      assessEvery: this.#assessEvery,
      nextReport: this.#nextReport,
      nextAssessment: this.#nextAssessment,
    };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ reportEvery, assessEvery, nextReport, nextAssessment }: ComponentState): void {
    this.#reportEvery = storedNumber('pace', 'reportEvery', reportEvery);
    this.#assessEvery = storedNumber('pace', 'assessEvery', assessEvery);
    this.#nextReport = storedNumber('pace', 'nextReport', nextReport);
    this.#nextAssessment = storedNumber('pace', 'nextAssessment', nextAssessment);
  }
}
