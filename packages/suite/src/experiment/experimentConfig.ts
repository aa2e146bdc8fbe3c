import { readFile } from 'node:fs/promises';
import type { RunConfig } from '@vem/framework';
import { z } from 'zod';
import * as errors from './experimentErrors.js';

const MAX_SEED = 2 ** 32 - 1;
const count = z.int().positive();

/** What produced a run's files; for people, and for judging whether numbers can be expected to repeat. */
const madeWith = z.object({
  vem: z.string(),
  node: z.string(),
  platform: z.string(),
  /** What tensor programs ran on; absent until the run has started. */
  engine: z.string().optional(),
});
export type MadeWith = z.infer<typeof madeWith>;

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
  environments: count,
  engine: z.enum(['compiled', 'eager']),
  /** Environment steps between two points of the learning curve. */
  assessEvery: count,
  /** Episodes per point. */
  assessEpisodes: count,
  /** Episodes of the evaluation after training. */
  evaluationEpisodes: count,
  slots: z.record(z.string(), z.looseObject({ use: z.string() })),
  madeWith: madeWith.optional(),
});
export type ExperimentConfig = z.infer<typeof experimentConfig>;

/** How long a run is and how it is assessed. */
export type ExperimentExtent = Pick<
  ExperimentConfig,
  'envSteps' | 'assessEvery' | 'assessEpisodes' | 'evaluationEpisodes'
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
  assessEvery: extent.assessEvery,
  assessEpisodes: extent.assessEpisodes,
  evaluationEpisodes: extent.evaluationEpisodes,
  slots: { ...run.slots },
});

/** The part that the framework composes a run from. */
export const runConfigOf = ({ preset, slots, seed, environments, engine }: ExperimentConfig): RunConfig => ({
  preset,
  slots,
  seed,
  environments,
  engine,
});

/** The environment's id. */
export const environmentOf = ({ slots }: Pick<ExperimentConfig, 'slots'>): string => slots.environment?.use ?? '';

/** @throws VEM_CONFIG_UNREADABLE, VEM_CONFIG_INVALID */
export async function readExperimentConfig(path: string): Promise<ExperimentConfig> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw errors.configUnreadable(path, cause);
  }
  const parsed = experimentConfig.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw errors.configInvalid(path, issue.path.join('.'), issue.message);
}
