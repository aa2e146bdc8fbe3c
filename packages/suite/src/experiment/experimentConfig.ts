import { parseJson, type RunConfig } from '@vem/framework';
import { z } from 'zod';
import { packageRecord } from '../plugins/loadedPackage.js';
import { readText } from '../store/files.js';
import * as errors from './experimentErrors.js';
import { MAX_COPIES, MAX_EPISODES, MAX_SEED, MAX_THREADS } from './limits.js';

const count = z.int().positive();

/** What produced a run's files; for people, and for judging whether numbers can be expected to repeat. */
export const madeWith = z.object({
  vem: z.string(),
  node: z.string(),
  platform: z.string(),
  /** What tensor programs ran on; absent until the run has started. */
  engine: z.string().optional(),
  /** Packages of others that plugins, preset or environment came from. */
  plugins: z.array(packageRecord).optional(),
});
export type MadeWith = z.infer<typeof madeWith>;

/** What reports say of a run, as it was known when it began: readers may lack the plugins that it takes to find out. */
export const runAbout = z.object({
  /** Of the preset; where the slot was swapped, the plugin that took it. */
  cell: z.object({ prior: z.string(), model: z.string(), posterior: z.string() }),
  /** In what the slots differ from the preset as published, as --set would say it; null where that is not known. */
  overrides: z.record(z.string(), z.unknown()).nullable(),
});
export type RunAbout = z.infer<typeof runAbout>;

/** Environment steps, or seconds, between two checkpoints. */
export const checkpointEvery = z.union([
  z.strictObject({ steps: count }),
  z.strictObject({ seconds: z.number().positive() }),
]);
export type CheckpointEvery = z.infer<typeof checkpointEvery>;

/** `config.json` of a run folder: everything that the run follows from, so it can be repeated from this file alone. */
export const experimentConfig = z.strictObject({
  format: z.literal('vem-run-1'),
  /** The row of a comparison that the run belongs to; absent for a run of its own. */
  label: z.string().optional(),
  preset: z.string().nullable(),
  seed: z.int().min(0).max(MAX_SEED),
  /** Environment steps of the whole run, counted over all copies. */
  envSteps: count,
  /** Copies of the environment that are stepped together. */
  environments: count.max(MAX_COPIES),
  engine: z.enum(['compiled', 'eager']),
  /** Threads that share the batch of an update. */
  threads: count.max(MAX_THREADS).default(1),
  /** Environment steps between two points of the learning curve. */
  evaluateEvery: count,
  /** Episodes per point. */
  curveEpisodes: count.max(MAX_EPISODES),
  /** Episodes of the evaluation after training. */
  evaluationEpisodes: count.max(MAX_EPISODES),
  /** Steps after which a test episode is cut; default: 1000 where the environment has no time limit. */
  maxEpisodeSteps: count.optional(),
  slots: z.record(z.string(), z.looseObject({ use: z.string() })),
  /** Groups of parameters that start from those of another run: the folder of its policy. */
  init: z.record(z.string(), z.string()).optional(),
  /** Mean return of a point of the learning curve at which training ends early. */
  stopWhenReturn: z.number().optional(),
  /** How often a checkpoint is written. Nothing that the run computes hangs on it. */
  checkpointEvery: checkpointEvery.optional(),
  about: runAbout.optional(),
  madeWith: madeWith.optional(),
});
export type ExperimentConfig = z.infer<typeof experimentConfig>;

/** How long a run is, how it is evaluated, and when it is stored. */
export type ExperimentExtent = Pick<
  ExperimentConfig,
  | 'maxEpisodeSteps'
  | 'envSteps'
  | 'evaluateEvery'
  | 'curveEpisodes'
  | 'evaluationEpisodes'
  | 'init'
  | 'stopWhenReturn'
  | 'checkpointEvery'
>;

/** The configuration of one run, in the order in which it is written. */
export const configureExperiment = (run: RunConfig, extent: ExperimentExtent, label?: string): ExperimentConfig => ({
  format: 'vem-run-1',
  ...(label === undefined ? {} : { label }),
  preset: run.preset,
  seed: run.seed,
  envSteps: extent.envSteps,
  environments: run.environments,
  engine: run.engine,
  threads: run.threads,
  evaluateEvery: extent.evaluateEvery,
  curveEpisodes: extent.curveEpisodes,
  evaluationEpisodes: extent.evaluationEpisodes,
  ...(extent.maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps: extent.maxEpisodeSteps }),
  slots: { ...run.slots },
  ...(extent.init === undefined ? {} : { init: extent.init }),
  ...(extent.stopWhenReturn === undefined ? {} : { stopWhenReturn: extent.stopWhenReturn }),
  ...(extent.checkpointEvery === undefined ? {} : { checkpointEvery: extent.checkpointEvery }),
});

/** The part that the framework composes a run from. */
export const runConfigOf = ({ preset, slots, seed, environments, engine, threads }: ExperimentConfig): RunConfig => ({
  preset,
  slots,
  seed,
  environments,
  engine,
  threads,
});

/** The environment's id. */
export const environmentOf = ({ slots }: Pick<ExperimentConfig, 'slots'>): string => slots.environment?.use ?? '';

/** @throws VEM_CONFIG_UNREADABLE, VEM_CONFIG_INVALID */
export async function readExperimentConfig(path: string): Promise<ExperimentConfig> {
  let content: unknown;
  try {
    const text = await readText(path);
    if (text === undefined) throw new Error('there is no such file');
    content = parseJson(text);
  } catch (cause) {
    throw errors.configUnreadable(path, cause);
  }
  const parsed = experimentConfig.safeParse(content);
  if (parsed.success) return parsed.data;
  throw errors.configInvalid(path, parsed.error, content);
}
