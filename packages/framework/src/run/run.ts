import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EvaluateOptions, Evaluation } from '../loop/evaluation.js';
import type { Examination } from '../loop/examine.js';
import { iterate } from '../loop/iteration.js';
import type { Pipeline } from '../loop/pipeline.js';
import type { Progress } from '../slots/progress.js';
import { BEST_FOLDER, type StoredCheckpoint } from '../store/checkpoint/folder.js';
import { savePolicy } from '../store/policy/savePolicy.js';
import type { RunConfig } from '../store/runConfig.js';
import { Keeper } from './keeper.js';
import { type Listener, Listeners } from './listeners.js';
import { type Composed, Opening } from './opening.js';
import type { BestEvaluation, Report, RunEvents, TrainOptions } from './report.js';
import { Reporter } from './reporter.js';
import { checkEvaluateOptions, checkTrainOptions } from './trainOptions.js';
import { endedSchedules } from './warnings.js';

const EVALUATION_EPISODES = 5;
const NOTHING_YET: Progress = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 };

/** A composed algorithm on an environment: trains, is evaluated, and is stored. Made by `compose`. */
export class Run {
  readonly #opening: Opening;
  readonly #reporter: Reporter;
  readonly #keeper: Keeper;
  readonly #listeners = new Listeners<RunEvents>();
  #config: RunConfig;
  #stopping = false;

  constructor(composed: Composed, config: RunConfig) {
    this.#opening = new Opening(composed);
    this.#reporter = new Reporter(composed.slots, composed.logger);
    this.#keeper = new Keeper(this.#opening, this.#reporter);
    this.#config = config;
  }

  /** Everything the run follows from. */
  get config(): RunConfig {
    return this.#config;
  }

  get counters(): Progress {
    return this.#opening.pipeline?.progress ?? NOTHING_YET;
  }

  /** What tensor programs run on; empty before the first training or evaluation. */
  get engineDescription(): string {
    return this.#opening.engineDescription;
  }

  /** The best scheduled evaluation so far, by mean return. */
  get best(): BestEvaluation | undefined {
    return this.#reporter.best;
  }

  /** SHA-256 over all parameters and target copies, hex: equal hashes, equal networks. */
  parameterHash(): string {
    const hash = createHash('sha256');
    for (const view of this.#opening.composed.parameters.allViews())
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
    const pipeline = await this.open();
    const { envSteps: end, checkpoints } = options;
    const every = checkpoints?.every ?? Number.POSITIVE_INFINITY;
    if (pipeline.horizon === 0) pipeline.horizon = options.horizon ?? end;
    this.#reporter.begin(options, pipeline.progress.envSteps);
    if (end > pipeline.horizon)
      this.#reporter.warn(endedSchedules(this.#config.slots, pipeline.horizon), pipeline.progress.envSteps);
    this.#stopping = false;
    await this.#keepStored(pipeline, options);
    let reported = pipeline.progress.envSteps;
    let toStore = false;
    try {
      while ((pipeline.progress.envSteps < end || pipeline.owed > 0) && !this.#stopping) {
        this.#opening.assertUsable();
        const before = pipeline.progress.envSteps;
        this.#opening.attempt(() => iterate(pipeline));
        this.#keeper.changed();
        const { envSteps } = pipeline.progress;
        const reportDue = this.#reporter.isDue(envSteps) || envSteps >= end;
        // Updates that are owed belong to the steps before the report.
        if (pipeline.owed === 0 && reportDue) {
          reported = envSteps;
          yield await this.#look(pipeline, options);
          // Lets timers, signals and other tasks of the process have their turn.
          await new Promise<void>((resolve) => setImmediate(resolve));
        }
        toStore ||= Math.floor(envSteps / every) > Math.floor(before / every);
        if (toStore && !(pipeline.owed > 0 && reportDue)) {
          await this.#keepStored(pipeline, options);
          toStore = false;
        }
      }
      if (pipeline.progress.envSteps > reported) yield await this.#look(pipeline, options);
      if (pipeline.progress.envSteps >= end) this.#reporter.end(pipeline.progress);
    } finally {
      if (this.#opening.isSound) await this.#keepStored(pipeline, options);
    }
  }

  /** A report, with an evaluation if one is due. */
  async #look(pipeline: Pipeline, options: TrainOptions): Promise<Report> {
    const { envSteps } = pipeline.progress;
    this.#opening.assertFinite();
    const evaluation = this.#reporter.evaluationDue(envSteps)
      ? await this.evaluate({
          episodes: options.evaluateEpisodes ?? EVALUATION_EPISODES,
          cutEndless: true,
          ...(options.maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps: options.maxEpisodeSteps }),
        })
      : undefined;
    this.#keeper.changed();
    if (this.#reporter.advance(envSteps, evaluation) && options.checkpoints)
      await this.save(join(options.checkpoints.directory, BEST_FOLDER));
    const report = this.#reporter.report(pipeline, evaluation);
    await this.#listeners.tell('report', report);
    return report;
  }

  /**
   * Test episodes with the policy as it stands; the run's own streams, environments and counters are not touched.
   *
   * @throws VEM_RUN_OPTION, VEM_EPISODE_ENDLESS
   */
  async evaluate(options: EvaluateOptions): Promise<Evaluation> {
    checkEvaluateOptions(options);
    return this.#opening.evaluate(await this.open(), options);
  }

  /**
   * What the run believes at observations that somebody chose, by a tensor program of its slots. Nothing of the run changes.
   *
   * @throws VEM_RUN_FAILED, VEM_RUN_DISPOSED and what recording throws
   */
  async examine(examination: Examination): Promise<Readonly<Record<string, Float32Array>>> {
    return this.#opening.examine(await this.open(), examination);
  }

  /** Writes parameters, targets, configuration and the acting programs; `loadPolicy` and `vem evaluate` read it. */
  async save(directory: string): Promise<void> {
    await savePolicy(directory, this.#keeper.policyParts(await this.open(), this.#config));
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
    return this.#tell(this.#keeper.write(await this.open(), this.#config, directory, options.keep));
  }

  async #keepStored(pipeline: Pipeline, { checkpoints }: TrainOptions): Promise<void> {
    const written = this.#keeper.writeIfNew(pipeline, this.#config, checkpoints);
    if (written) await this.#tell(written);
  }

  async #tell(checkpoint: StoredCheckpoint): Promise<StoredCheckpoint> {
    await this.#listeners.tell('checkpoint', checkpoint);
    return checkpoint;
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
    const { allowInexact = false } = options;
    const { reasons, initialised } = this.#keeper.restore(await this.open(), this.#config, directory, allowInexact);
    this.#config = { ...this.#config, initialised };
    return reasons;
  }

  /** Loads what is not loaded yet: for benchmarks, and to find out early what cannot be loaded. */
  async open(): Promise<Pipeline> {
    return this.#opening.open(this.#config);
  }

  dispose(): void {
    this.#opening.dispose();
  }
}
