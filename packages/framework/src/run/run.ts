import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { compiledEngine, type Engine, eagerEngine } from '@vem/compiler';
import type { Logger } from 'pino';
import { assess } from '../loop/assess.js';
import type { Assessment, EvaluateOptions } from '../loop/assessment.js';
import { Assessors } from '../loop/assessors.js';
import { iterate } from '../loop/iteration.js';
import { Pipeline } from '../loop/pipeline.js';
import type { ParameterStore } from '../parameters/store.js';
import type { Streams } from '../random/streams.js';
import type { AssessmentManner } from '../slots/behaviour.js';
import type { Progress, SlotValues } from '../slots/slots.js';
import { inexact } from '../store/checkpoint/checkpointErrors.js';
import { conditionsOf } from '../store/checkpoint/conditions.js';
import {
  BEST_FOLDER,
  isIn,
  requireKeep,
  retainCheckpoints,
  type StoredCheckpoint,
} from '../store/checkpoint/folder.js';
import { compareRuns, type RunContent, readRun, restoreRun, writeRun } from '../store/checkpoint/runCheckpoint.js';
import { SegmentLogs } from '../store/checkpoint/segments.js';
import { type PolicyParts, savePolicy } from '../store/policy/savePolicy.js';
import type { RunConfig } from '../store/runConfig.js';
import { Best } from './best.js';
import { type Listener, Listeners } from './listeners.js';
import { Pace } from './pace.js';
import type { BestAssessment, Report, RunEvents, TrainOptions } from './report.js';
import * as errors from './runErrors.js';
import { runParts } from './runParts.js';
import { checkEvaluateOptions, checkTrainOptions } from './trainOptions.js';
import { warningsOf } from './warnings.js';

const ASSESS_EPISODES = 5;
const KEEP = 2;

/** A composed algorithm on an environment: trains, is assessed, and is stored. Made by `compose`. */
export class Run {
  readonly #slots: SlotValues;
  readonly #parameters: ParameterStore;
  readonly #streams: Streams;
  readonly #logger: Logger;
  readonly #listeners = new Listeners<RunEvents>();
  readonly #pace = new Pace();
  readonly #best = new Best();
  readonly #segments = new SegmentLogs();
  /** What was warned of, so that it is said once. */
  readonly #warned = new Set<string>();
  #config: RunConfig;
  #engine: Engine | undefined;
  #pipeline: Pipeline | undefined;
  #assessors: Assessors | undefined;
  /** The checkpoint that says what the run is now, if there is one. */
  #stored: StoredCheckpoint | undefined;
  /** What broke off a step in its middle. */
  #failure: { readonly cause: unknown } | undefined;
  #stopping = false;
  #disposed = false;

  constructor(slots: SlotValues, parameters: ParameterStore, streams: Streams, config: RunConfig, logger: Logger) {
    this.#slots = slots;
    this.#parameters = parameters;
    this.#streams = streams;
    this.#config = config;
    this.#logger = logger;
  }

  /** Everything the run follows from. */
  get config(): RunConfig {
    return this.#config;
  }

  get counters(): Progress {
    return this.#pipeline?.progress ?? { envSteps: 0, updates: 0, fraction: 0 };
  }

  /** What tensor programs run on; empty before the first training or evaluation. */
  get engineDescription(): string {
    return this.#engine?.description ?? '';
  }

  /** The best scheduled assessment so far, by mean return. */
  get best(): BestAssessment | undefined {
    return this.#best.assessment;
  }

  /** SHA-256 over all parameters and target copies, hex: equal hashes, equal networks. */
  parameterHash(): string {
    const hash = createHash('sha256');
    for (const view of this.#parameters.allViews())
      hash.update(view.name).update(new Uint8Array(view.data.buffer, view.data.byteOffset, view.data.byteLength));
    return hash.digest('hex');
  }

  /**
   * Calls a listener at every report, before `train` yields it, or after every checkpoint. A promise is waited for; an
   * error ends training.
   *
   * @returns ends the subscription
   */
  on<E extends keyof RunEvents>(event: E, listener: Listener<RunEvents[E]>): () => void {
    return this.#listeners.on(event, listener);
  }

  /** Ends training after the present step, with a last report. Called by listeners and while a report is looked at. */
  stop(): void {
    this.#stopping = true;
  }

  /**
   * Trains until the run has seen `envSteps` environment steps, reporting on the way. It may be left at any report, by
   * `break` or `stop()`, and called again: with the same options it goes on as if it had not been left. A checkpoint that
   * is due together with a report is written after the report was looked at.
   *
   * @throws VEM_RUN_OPTION, VEM_NOT_FINITE, VEM_ENVIRONMENT_…, VEM_OUTPUT_…, VEM_RUN_FAILED, VEM_RUN_DISPOSED
   */
  async *train(options: TrainOptions): AsyncGenerator<Report> {
    checkTrainOptions(options);
    const pipeline = await this.#prepare();
    const { envSteps: end, checkpoints } = options;
    const every = checkpoints?.every ?? Number.POSITIVE_INFINITY;
    pipeline.horizon = end;
    this.#pace.begin(options, pipeline.progress.envSteps);
    this.#stopping = false;
    await this.#keepStored(options);
    let reported = pipeline.progress.envSteps;
    try {
      while (pipeline.progress.envSteps < end && !this.#stopping) {
        this.#assertUsable();
        const before = pipeline.progress.envSteps;
        this.#turn(pipeline);
        const { envSteps } = pipeline.progress;
        if (this.#pace.reportDue(envSteps) || this.#pace.assessmentDue(envSteps) || envSteps >= end) {
          reported = envSteps;
          yield await this.#look(pipeline, options);
          // Lets timers, signals and other tasks of the process have their turn.
          await new Promise<void>((resolve) => setImmediate(resolve));
        }
        if (Math.floor(envSteps / every) > Math.floor(before / every)) await this.#keepStored(options);
      }
      if (pipeline.progress.envSteps > reported) yield await this.#look(pipeline, options);
    } finally {
      if (!this.#failure && !this.#disposed) await this.#keepStored(options);
    }
  }

  /** One turn of the loop. What is thrown within leaves the run in no state that could be stored. */
  #turn(pipeline: Pipeline): void {
    try {
      iterate(pipeline);
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    }
    this.#stored = undefined;
  }

  /** A report, with an assessment if one is due. */
  async #look(pipeline: Pipeline, options: TrainOptions): Promise<Report> {
    const { envSteps, updates } = pipeline.progress;
    this.#assertFinite();
    const assessment = this.#pace.assessmentDue(envSteps)
      ? await this.evaluate({ episodes: options.assessEpisodes ?? ASSESS_EPISODES })
      : undefined;
    this.#pace.advance(envSteps);
    this.#stored = undefined;
    if (assessment && this.#best.improvedBy({ envSteps, meanReturn: assessment.meanReturn }) && options.checkpoints)
      await this.save(join(options.checkpoints.directory, BEST_FOLDER));
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
    await this.#listeners.tell('report', report);
    return report;
  }

  #warn({ metrics, envSteps }: Report): void {
    for (const { slot, text } of warningsOf(this.#slots, metrics)) {
      if (this.#warned.has(`${slot}: ${text}`)) continue;
      this.#warned.add(`${slot}: ${text}`);
      this.#logger.warn({ slot, envSteps }, text);
    }
  }

  /**
   * Test episodes with the policy as it stands; the run's own streams, environments and counters are not touched.
   *
   * @throws VEM_RUN_OPTION, VEM_EPISODE_ENDLESS
   */
  async evaluate(options: EvaluateOptions): Promise<Assessment> {
    checkEvaluateOptions(options);
    const pipeline = await this.#prepare();
    const manner: AssessmentManner = options.stochastic ? 'sample' : this.#slots.behaviour.assessment;
    this.#assessors ??= new Assessors(this.#slots, pipeline, this.#engine!, this.#streams);
    const { episodes, maxEpisodeSteps } = options;
    const policy = this.#assessors.policy(manner);
    return assess(policy, this.#slots.environment, this.#streams, episodes, manner, maxEpisodeSteps);
  }

  /** Writes parameters, targets, configuration and the acting programs; `loadPolicy` and `vem evaluate` read it. */
  async save(directory: string): Promise<void> {
    await savePolicy(directory, this.#policyParts(await this.#prepare()));
  }

  /**
   * Writes everything that the run remembers into a folder of checkpoints, as one more of them; `resumeRun` goes on from
   * there bit for bit. At every moment the folder holds the last whole one. The policy in it can be loaded as well.
   *
   * @param options - `keep`: deletes all but so many of the latest checkpoints, 2 or more; default: all stay
   * @throws VEM_NOT_FINITE, so that a diverged run does not replace a sound one; VEM_OUTPUT_…, VEM_CHECKPOINT_KEEP,
   *   VEM_RUN_FAILED
   */
  async checkpoint(directory: string, options: { readonly keep?: number } = {}): Promise<StoredCheckpoint> {
    const { keep } = options;
    if (keep !== undefined) requireKeep(keep);
    const pipeline = await this.#prepare();
    this.#assertFinite();
    const checkpoint = writeRun(directory, this.#content(pipeline), this.#segments.of(directory));
    this.#stored = checkpoint;
    if (keep !== undefined) retainCheckpoints(directory, { keep });
    this.#logger.debug(checkpoint, 'checkpoint');
    await this.#listeners.tell('checkpoint', checkpoint);
    return checkpoint;
  }

  /** The checkpoint that training keeps, unless the folder has it already. */
  async #keepStored({ checkpoints }: TrainOptions): Promise<void> {
    if (!checkpoints) return;
    const { directory, keep = KEEP } = checkpoints;
    if (!this.#stored || !isIn(directory, this.#stored)) await this.checkpoint(directory, { keep });
  }

  /**
   * Becomes what a run of the same configuration was when it wrote a checkpoint. If it throws, the run can only be
   * disposed of.
   *
   * @param directory - one checkpoint, as `listCheckpoints` gives them
   * @param options - `allowInexact`: also under other conditions, though what follows will differ
   * @returns why what follows will differ from the stored run; nothing if it will not
   * @throws VEM_CHECKPOINT_…, VEM_RESUME_CONFIGURATION, VEM_RESUME_INEXACT, VEM_STATE_INVALID, VEM_PARAMETER_MISMATCH
   */
  async restore(directory: string, options: { readonly allowInexact?: boolean } = {}): Promise<readonly string[]> {
    const read = readRun(directory);
    const pipeline = await this.#prepare();
    const content = this.#content(pipeline);
    const reasons = compareRuns(read, this.config, content.conditions);
    if (reasons.length > 0 && !options.allowInexact) throw inexact(directory, reasons);
    try {
      this.#segments.remember(directory, restoreRun(read, content));
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    }
    this.#config = { ...this.#config, initialised: read.policy.config.initialised };
    this.#stored = { directory, envSteps: pipeline.progress.envSteps };
    if (pipeline.actor.episodesContinue) return reasons;
    pipeline.actor.startEpisodes();
    return [
      ...reasons,
      `environment "${this.#slots.environment.spec.id}" starts new episodes, as its state is not exact`,
    ];
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
    if (this.#failure) throw errors.failedRun(this.#failure.cause);
  }

  /** @throws VEM_NOT_FINITE */
  #assertFinite(): void {
    const tensor = this.#parameters.firstNotFinite();
    if (tensor !== undefined) throw errors.parameterNotFinite(tensor, this.counters.updates);
  }

  async #prepare(): Promise<Pipeline> {
    this.#assertUsable();
    if (this.#pipeline) return this.#pipeline;
    await this.#slots.environment.prepare?.();
    const engine = this.config.engine === 'eager' ? await eagerEngine() : compiledEngine();
    this.#engine = engine;
    this.#pipeline = new Pipeline(this.#slots, this.#parameters, this.#streams, engine, this.config);
    const { alone } = this.#pipeline;
    if (alone) this.#logger.warn({ threads: this.config.threads }, `one thread does all updates: ${alone}`);
    this.#logger.info({ engine: engine.description, config: this.config }, 'run is ready');
    return this.#pipeline;
  }

  #policyParts({ programs }: Pipeline): PolicyParts {
    return {
      parameters: this.#parameters,
      programs,
      spec: this.#slots.environment.spec,
      config: this.config,
      counters: this.counters,
      assessment: this.#slots.behaviour.assessment,
    };
  }

  #content(pipeline: Pipeline): RunContent {
    return {
      policy: this.#policyParts(pipeline),
      data: pipeline.data,
      parts: new Map([
        ...runParts(pipeline, this.#parameters, this.#streams),
        ['pace', this.#pace],
        ['best', this.#best],
      ]),
      conditions: conditionsOf(this.engineDescription, this.config.threads),
      warned: this.#warned,
    };
  }
}
