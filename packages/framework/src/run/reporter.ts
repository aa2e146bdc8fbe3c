import type { Logger } from 'pino';
import type { Evaluation } from '../loop/evaluation.js';
import type { Pipeline } from '../loop/pipeline.js';
import type { Progress } from '../slots/progress.js';
import type { SlotValues } from '../slots/slots.js';
import type { Stateful } from '../state/stateful.js';
import { Best } from './best.js';
import { Pace } from './pace.js';
import { nothingLearned, remarksOn } from './remarks.js';
import type { BestEvaluation, Report, TrainOptions } from './report.js';
import { type Warning, warningsOf } from './warnings.js';

/** Says how a run goes: when a look at it is due, what is seen, what is the best so far, what is going wrong. */
export class Reporter {
  readonly #slots: SlotValues;
  readonly #logger: Logger;
  readonly #pace = new Pace();
  readonly #best = new Best();
  /** What was warned of, so that it is said once. */
  readonly warned = new Set<string>();

  constructor(slots: SlotValues, logger: Logger) {
    this.#slots = slots;
    this.#logger = logger;
  }

  /** What it remembers, by the names that checkpoints have for it. */
  get parts(): ReadonlyMap<string, Stateful> {
    return new Map<string, Stateful>([
      ['pace', this.#pace],
      ['best', this.#best],
    ]);
  }

  get best(): BestEvaluation | undefined {
    return this.#best.evaluation;
  }

  begin(options: TrainOptions, envSteps: number): void {
    this.#pace.begin(options, envSteps);
  }

  isDue(envSteps: number): boolean {
    return this.#pace.reportDue(envSteps) || this.#pace.evaluationDue(envSteps);
  }

  evaluationDue(envSteps: number): boolean {
    return this.#pace.evaluationDue(envSteps);
  }

  /** @returns whether the evaluation is the best so far */
  advance(envSteps: number, evaluation: Evaluation | undefined): boolean {
    this.#pace.advance(envSteps);
    return evaluation !== undefined && this.#best.improvedBy({ envSteps, meanReturn: evaluation.meanReturn });
  }

  /** What happened since the last report. */
  report(pipeline: Pipeline, evaluation: Evaluation | undefined): Report {
    const { envSteps, updates } = pipeline.progress;
    const metrics = Object.assign({}, ...pipeline.metered.map((step) => step.takeMetrics())) as Report['metrics'];
    const report: Report = {
      envSteps,
      updates,
      ...pipeline.actor.episodes.take(),
      metrics,
      ...(evaluation ? { evaluation } : {}),
    };
    this.#logger.debug(report, 'report');
    this.warn(warningsOf(this.#slots, metrics), envSteps);
    this.warn(remarksOn(this.#slots, pipeline, evaluation), envSteps);
    return report;
  }

  /** What is to be said of a run that came to its end. */
  end({ envSteps, updates }: Progress): void {
    if (updates === 0) this.warn([nothingLearned(envSteps)], envSteps);
  }

  /** Logs what was not said before. */
  warn(warnings: readonly Warning[], envSteps: number): void {
    for (const { slot, text } of warnings) {
      if (this.warned.has(`${slot}: ${text}`)) continue;
      this.warned.add(`${slot}: ${text}`);
      this.#logger.warn({ slot, envSteps }, text);
    }
  }
}
