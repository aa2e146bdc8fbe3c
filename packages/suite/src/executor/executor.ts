import type { ExperimentConfig } from '../experiment/experimentConfig.js';
import type { PluginSource } from '../plugins/loadedPackage.js';
import type { RunResult } from '../store/runResult.js';

/** One run to make. Plain data, so it can cross to another process or machine. */
export interface RunJob {
  /** What errors and progress call it, e.g. `sac on Pendulum-v1, seed 3`. */
  readonly name: string;
  readonly config: ExperimentConfig;
  /** Where its files go. */
  readonly folder: string;
  /** Modules of the plugins that the run takes from packages of others; default: none. */
  readonly plugins?: readonly PluginSource[];
  /** Present if the folder may hold a part of this run already, which then goes on. */
  readonly resume?: { readonly allowInexact: boolean };
}

export interface RunProgress {
  readonly envSteps: number;
  /** Mean return of the training episodes that ended last; undefined while none has. */
  readonly episodeReturn: number | undefined;
}

/** Makes runs, somewhere. */
export interface Executor {
  /** @throws VEM_RUN_DIED if the run's process ends without a result, VEM_RUN_ENDED if it is ended, and what the run throws */
  run(job: RunJob, onProgress: (progress: RunProgress) => void): Promise<RunResult>;
}
