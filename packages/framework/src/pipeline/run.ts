import { createHash } from 'node:crypto';
import { compiledEngine, type Engine, eagerEngine } from '@vem/compiler';
import type { Logger } from 'pino';
import type { ParameterStore } from '../parameters/store.js';
import { savePolicy } from '../policy/savePolicy.js';
import type { Streams } from '../random/streams.js';
import type { AssessmentManner } from '../slots/behaviour.js';
import type { Progress } from '../slots/slots.js';
import { ActStep, actProgram } from './actStep.js';
import { assess, type SinglePolicy } from './assess.js';
import { iterate } from './iteration.js';
import { names } from './names.js';
import { offHeap } from './offHeap.js';
import { Pipeline, type SlotValues } from './pipeline.js';
import * as errors from './pipelineErrors.js';
import { checkPurity } from './purity.js';
import type { Assessment, EvaluateOptions, Report, RunConfig, TrainOptions } from './report.js';
import { warningsOf } from './warnings.js';

const REPORT_EVERY = 1000;
const ASSESS_EPISODES = 5;

/** A composed algorithm on an environment: trains, is assessed, and is stored. Made by `compose`. */
export class Run {
  /** Everything the run follows from. */
  readonly config: RunConfig;
  readonly #slots: SlotValues;
  readonly #parameters: ParameterStore;
  readonly #streams: Streams;
  readonly #logger: Logger;
  #engine: Engine | undefined;
  #pipeline: Pipeline | undefined;
  readonly #assessors = new Map<AssessmentManner, ActStep>();
  /** What was warned of, so that it is said once. */
  readonly #warned = new Set<string>();
  #disposed = false;

  constructor(slots: SlotValues, parameters: ParameterStore, streams: Streams, config: RunConfig, logger: Logger) {
    this.#slots = slots;
    this.#parameters = parameters;
    this.#streams = streams;
    this.config = config;
    this.#logger = logger;
  }

  get counters(): Progress {
    return this.#pipeline?.progress ?? { envSteps: 0, updates: 0, fraction: 0 };
  }

  /** What tensor programs run on; empty before the first training or evaluation. */
  get engineDescription(): string {
    return this.#engine?.description ?? '';
  }

  /** SHA-256 over all parameters and target copies, hex: equal hashes, equal networks. */
  parameterHash(): string {
    const hash = createHash('sha256');
    for (const view of this.#parameters.allViews())
      hash.update(view.name).update(new Uint8Array(view.data.buffer, view.data.byteOffset, view.data.byteLength));
    return hash.digest('hex');
  }

  /** Trains until the run has seen `envSteps` environment steps, reporting on the way. */
  async *train(options: TrainOptions): AsyncGenerator<Report> {
    const pipeline = await this.#prepare();
    pipeline.horizon = options.envSteps;
    const reportEvery = options.reportEvery ?? REPORT_EVERY;
    const assessEvery = options.assessEvery ?? Number.POSITIVE_INFINITY;
    let nextReport = pipeline.progress.envSteps + reportEvery;
    let nextAssessment = pipeline.progress.envSteps + assessEvery;
    while (pipeline.progress.envSteps < options.envSteps) {
      this.#assertUsable();
      iterate(pipeline);
      const { envSteps } = pipeline.progress;
      const assessmentDue = envSteps >= nextAssessment;
      if (envSteps < nextReport && !assessmentDue && envSteps < options.envSteps) continue;
      const assessment = assessmentDue
        ? await this.evaluate({ episodes: options.assessEpisodes ?? ASSESS_EPISODES })
        : undefined;
      while (nextReport <= envSteps) nextReport += reportEvery;
      while (nextAssessment <= envSteps) nextAssessment += assessEvery;
      yield this.#report(pipeline, assessment);
      // Lets timers, signals and other tasks of the process have their turn.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  #report(pipeline: Pipeline, assessment: Assessment | undefined): Report {
    const { envSteps, updates } = pipeline.progress;
    const metrics = Object.assign({}, ...pipeline.update.map((step) => step.takeMetrics())) as Record<string, number>;
    const report: Report = {
      envSteps,
      updates,
      ...pipeline.actor.episodes.take(),
      metrics,
      ...(assessment ? { assessment } : {}),
    };
    this.#logger.debug(report, 'report');
    this.#warn(report);
    return report;
  }

  #warn({ metrics, envSteps }: Report): void {
    for (const { slot, text } of warningsOf(this.#slots, metrics)) {
      if (this.#warned.has(`${slot}: ${text}`)) continue;
      this.#warned.add(`${slot}: ${text}`);
      this.#logger.warn({ slot, envSteps }, text);
    }
  }

  /** Test episodes with the policy as it stands; the run's own streams, environments and counters are not touched. */
  async evaluate(options: EvaluateOptions): Promise<Assessment> {
    const pipeline = await this.#prepare();
    const manner = options.stochastic ? 'sample' : this.#slots.behaviour.assessment;
    return assess(this.#policy(pipeline, manner), this.#slots.environment, this.#streams, options.episodes, manner);
  }

  /** Writes parameters, targets, configuration and the acting programs; `loadPolicy` and `vem evaluate` read it. */
  async save(directory: string): Promise<void> {
    const pipeline = await this.#prepare();
    await savePolicy(directory, {
      parameters: this.#parameters,
      programs: pipeline.programs,
      spec: this.#slots.environment.spec,
      config: this.config,
      counters: this.counters,
      assessment: this.#slots.behaviour.assessment,
    });
  }

  /** For benchmarks: the loaded pipeline. */
  async open(): Promise<Pipeline> {
    return this.#prepare();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#pipeline?.dispose();
    this.#engine?.dispose();
  }

  #assertUsable(): void {
    if (this.#disposed) throw errors.disposedRun();
  }

  async #prepare(): Promise<Pipeline> {
    this.#assertUsable();
    if (this.#pipeline) return this.#pipeline;
    await this.#slots.environment.prepare?.();
    const engine = this.config.engine === 'eager' ? await eagerEngine() : compiledEngine();
    this.#engine = engine;
    this.#pipeline = new Pipeline(this.#slots, this.#parameters, this.#streams, engine, this.config.environments);
    this.#logger.info({ engine: engine.description, config: this.config }, 'run is ready');
    return this.#pipeline;
  }

  #policy(pipeline: Pipeline, manner: AssessmentManner): SinglePolicy {
    let step = this.#assessors.get(manner);
    if (!step) {
      const { spec } = this.#slots.environment;
      const program = actProgram(manner, 1, spec.observation.size, pipeline.programs);
      checkPurity(program, pipeline.programs);
      const bindings = { ...pipeline.parameterBindings(), [names.observation]: offHeap(spec.observation.size) };
      // Assessments draw from streams that start anew each time, so they can be repeated.
      step = new ActStep(this.#engine!, program, [], pipeline.programs, bindings, (noise) =>
        this.#streams.stream(`assess/${noise}`),
      );
      this.#assessors.set(manner, step);
    }
    const { observation, action, memory } = step;
    this.#restartAssessmentStreams();
    return { observation, action, run: () => step.run(pipeline.progress), start: () => memory.forget(0) };
  }

  #restartAssessmentStreams(): void {
    for (const name of this.#streams.names())
      if (name.startsWith('assess/')) this.#streams.stream(name).restore(this.#streams.fresh(name).state());
  }
}
