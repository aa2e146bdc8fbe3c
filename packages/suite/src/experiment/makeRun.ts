import {
  composeFromConfig,
  fromRun,
  type Resumed,
  type Run,
  resumeFromConfig,
  type SolvedCriterion,
  type VemError,
} from '@vem/framework';
import type { Logger } from 'pino';
import { isDrawn, subjectOf } from '../audit/subject.js';
import { type Registry, registry } from '../catalogue/registry.js';
import type { PackageRecord } from '../plugins/loadedPackage.js';
import { packagesUsed } from '../plugins/requiredPackages.js';
import { aboutRun } from '../report/overrides.js';
import type { StateFile } from '../store/stateFile.js';
import { type ExperimentConfig, type RunAbout, runConfigOf } from './experimentConfig.js';
import { sourceOf } from './initialPolicies.js';
import { environmentFactory } from './solved.js';
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
  /** When the run's environment counts as solved; absent: never. */
  readonly criterion?: (config: ExperimentConfig) => SolvedCriterion | undefined;
  /** What a run thinks of each state, where these can be drawn; absent: nothing is. */
  readonly states?: (config: ExperimentConfig, run: TrainableRun) => Promise<StateFile | undefined>;
  /** What a run's folder says for readers that do not have its plugins. */
  readonly about?: (config: ExperimentConfig) => RunAbout;
  /** The packages of others that a run takes something from. */
  readonly packages?: (config: ExperimentConfig) => readonly PackageRecord[];
}

const isWhole = (run: TrainableRun): run is Run => 'examine' in run;

/** Runs of the plugins that a registry knows, `registryWith([…])` for example. */
export const runsOf = (known: Registry): RunMaker => ({
  compose: (config, logger) => {
    const initialise = Object.entries(config.init ?? {}).map(([group, source]) => {
      const { folder, ...there } = sourceOf(source);
      return [group, fromRun(folder, there)] as const;
    });
    const { plugins } = known;
    return composeFromConfig(runConfigOf(config), { plugins, logger, initialise: Object.fromEntries(initialise) });
  },
  resume: (directory, options) => resumeFromConfig(directory, { plugins: known.plugins, ...options }),
  criterion: ({ slots }) => environmentFactory(slots.environment, known).spec.solved,
  states: async (config, run) => {
    const environment = environmentFactory(config.slots.environment, known);
    if (!isDrawn(environment) || !isWhole(run)) return undefined;
    // Loads the tensor library.
    const { statesOf } = await import('../audit/states.js');
    return statesOf(subjectOf(config, run, environment, known));
  },
  about: (config) => aboutRun(config, known),
  packages: (config) => packagesUsed(config, known),
});

/** Runs of the plugins that come with vem. */
export const knownRuns: RunMaker = runsOf(registry);
