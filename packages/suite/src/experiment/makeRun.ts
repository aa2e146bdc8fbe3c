import { composeFromConfig, fromRun, type Resumed, resumeFromConfig, type VemError } from '@vem/framework';
import type { Logger } from 'pino';
import { registry } from '../catalogue/registry.js';
import { type ExperimentConfig, runConfigOf } from './experimentConfig.js';
import { sourceOf } from './initialPolicies.js';
import type { TrainableRun } from './training.js';

export interface ResumeOptions {
  readonly logger: Logger;
  /** Go on although the numbers may differ from those of a run that was not interrupted. */
  readonly allowInexact: boolean;
}

/** A run that goes on, as far as an experiment is concerned. */
export interface ResumedRun {
  readonly run: TrainableRun;
  readonly checkpoint: Resumed['checkpoint'];
  readonly damaged: readonly { readonly error: VemError }[];
  readonly inexact: readonly string[];
}

/** Makes runs: anew from configurations, and from checkpoints. */
export interface RunMaker {
  readonly compose: (config: ExperimentConfig, logger: Logger) => TrainableRun;
  /** @param directory - of checkpoints */
  readonly resume: (directory: string, options: ResumeOptions) => Promise<ResumedRun>;
}

const { plugins } = registry;

/** Runs of the plugins that come with vem. */
export const knownRuns: RunMaker = {
  compose: (config, logger) => {
    const initialise = Object.entries(config.init ?? {}).map(([group, source]) => {
      const { folder, ...there } = sourceOf(source);
      return [group, fromRun(folder, there)] as const;
    });
    return composeFromConfig(runConfigOf(config), { plugins, logger, initialise: Object.fromEntries(initialise) });
  },
  resume: (directory, options) => resumeFromConfig(directory, { plugins, ...options }),
};
