import type { Pipeline } from '../loop/pipeline.js';
import { inexact } from '../store/checkpoint/checkpointErrors.js';
import { conditionsOf } from '../store/checkpoint/conditions.js';
import { isIn, requireKeep, retainCheckpoints, type StoredCheckpoint } from '../store/checkpoint/folder.js';
import { compareRuns, type RunContent, readRun, restoreRun, writeRun } from '../store/checkpoint/runCheckpoint.js';
import { SegmentLogs } from '../store/checkpoint/segments.js';
import type { PolicyParts } from '../store/policy/savePolicy.js';
import type { RunConfig } from '../store/runConfig.js';
import type { Opening } from './opening.js';
import type { CheckpointOptions } from './report.js';
import type { Reporter } from './reporter.js';
import { runParts } from './runParts.js';

const KEEP = 2;

/** Stores what a run is, and makes it again what it was. */
export class Keeper {
  readonly #opening: Opening;
  readonly #reporter: Reporter;
  readonly #segments = new SegmentLogs();
  /** The checkpoint that says what the run is now, if there is one. */
  #stored: StoredCheckpoint | undefined;

  constructor(opening: Opening, reporter: Reporter) {
    this.#opening = opening;
    this.#reporter = reporter;
  }

  /** The run is no longer what was stored. */
  changed(): void {
    this.#stored = undefined;
  }

  /** What a stored policy consists of. */
  policyParts(pipeline: Pipeline, config: RunConfig): PolicyParts {
    const { parameters, slots } = this.#opening.composed;
    const { programs, progress: counters } = pipeline;
    const { behaviour, environment } = slots;
    return { parameters, programs, spec: environment.spec, config, counters, evaluation: behaviour.evaluation };
  }

  /** One more checkpoint in a folder. @throws VEM_NOT_FINITE, VEM_OUTPUT_…, VEM_CHECKPOINT_KEEP */
  write(pipeline: Pipeline, config: RunConfig, directory: string, keep: number | undefined): StoredCheckpoint {
    if (keep !== undefined) requireKeep(keep);
    this.#opening.assertFinite();
    const checkpoint = writeRun(directory, this.#content(pipeline, config), this.#segments.of(directory));
    this.#stored = checkpoint;
    if (keep !== undefined) retainCheckpoints(directory, { keep });
    this.#opening.composed.logger.debug(checkpoint, 'checkpoint');
    return checkpoint;
  }

  /** The checkpoint that training keeps, unless the folder has it already. */
  writeIfNew(
    pipeline: Pipeline,
    config: RunConfig,
    options: CheckpointOptions | undefined,
  ): StoredCheckpoint | undefined {
    if (!options) return undefined;
    const { directory, keep = KEEP } = options;
    if (this.#stored && isIn(directory, this.#stored)) return undefined;
    return this.write(pipeline, config, directory, keep);
  }

  /**
   * @returns why what follows will differ from the stored run, and what the stored configuration says of its start
   * @throws VEM_CHECKPOINT_…, VEM_RESUME_CONFIGURATION, VEM_RESUME_INEXACT, VEM_STATE_INVALID, VEM_PARAMETER_MISMATCH
   */
  restore(
    pipeline: Pipeline,
    config: RunConfig,
    directory: string,
    allowInexact: boolean,
  ): { readonly reasons: readonly string[]; readonly initialised: RunConfig['initialised'] } {
    const read = readRun(directory);
    const content = this.#content(pipeline, config);
    const reasons = compareRuns(read, config, content.policy.spec, content.conditions);
    if (reasons.length > 0 && !allowInexact) throw inexact(directory, reasons);
    this.#segments.remember(
      directory,
      this.#opening.attempt(() => restoreRun(read, content)),
    );
    this.#stored = { directory, envSteps: pipeline.progress.envSteps };
    const { initialised } = read.policy.config;
    if (pipeline.actor.episodesContinue) return { reasons, initialised };
    pipeline.actor.startEpisodes();
    const { id } = this.#opening.composed.slots.environment.spec;
    return { reasons: [...reasons, `environment "${id}" starts new episodes, as its state is not exact`], initialised };
  }

  #content(pipeline: Pipeline, config: RunConfig): RunContent {
    const { parameters, streams } = this.#opening.composed;
    return {
      policy: this.policyParts(pipeline, config),
      data: pipeline.data,
      parts: new Map([...runParts(pipeline, parameters, streams), ...this.#reporter.parts]),
      conditions: conditionsOf(this.#opening.engineDescription, config.threads),
      warned: this.#reporter.warned,
    };
  }
}
