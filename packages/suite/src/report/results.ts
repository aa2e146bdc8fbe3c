import { z } from 'zod';
import { readJson } from '../store/files.js';
import { assessment } from '../store/runResult.js';
import { damagedFile } from '../store/storeErrors.js';

const interval = z.tuple([z.number(), z.number()]);

/** One method on one environment. Lists have one entry per finished seed, in the order of `seeds`. */
export const resultRow = z.object({
  name: z.string(),
  preset: z.string().nullable(),
  /** Everything in which the slots differ from the preset as published, as --set would say it; null where that is not known. */
  overrides: z.record(z.string(), z.unknown()).nullable(),
  /** Of the preset; where the slot was swapped, the plugin that took it. */
  cell: z.object({ prior: z.string(), model: z.string(), posterior: z.string() }),
  slots: z.record(z.string(), z.looseObject({ use: z.string() })),
  environment: z.string(),
  /** Seeds of the runs that finished. */
  seeds: z.array(z.int()),
  /** Interquartile mean of the scores; null if no run finished. */
  iqm: z.number().nullable(),
  /** 95 % percentile bootstrap interval of it over seeds. */
  ci95: interval.nullable(),
  mean: z.number().nullable(),
  /** Mean return of the evaluation after training. */
  scores: z.array(z.number()),
  evaluations: z.array(assessment),
  /** Test returns while it learned, by environment steps; empty in files of before they were kept. */
  curves: z.array(z.array(z.object({ envSteps: z.int(), meanReturn: z.number() }))).default([]),
  parameterHashes: z.array(z.string()),
  /** Environment steps of each run. */
  envSteps: z.int(),
  /** How many seeds passed the environment's criterion; absent where it has none. */
  solved: z.object({ passed: z.int(), of: z.int(), criterion: z.string() }).optional(),
  /**
   * `complete`: all runs have their result; `partial`: some; of rows without any: `failed` if a run failed, `unfinished` if
   * one was begun, else `notStarted`.
   */
  status: z.enum(['complete', 'partial', 'failed', 'unfinished', 'notStarted']),
  /** Runs that failed. */
  failures: z.array(z.object({ seed: z.int(), code: z.string(), message: z.string() })),
  /** Runs that may still get a result; absent in files of before they were told from failures. */
  pending: z.array(z.object({ seed: z.int(), state: z.enum(['notStarted', 'unfinished', 'stopped']) })).default([]),
});
export type ResultRow = z.infer<typeof resultRow>;

/** `results.json`, and what `vem compare --json` prints. Two tables are equal if their `rows` are. */
export const results = z.object({
  suite: z.string().nullable(),
  commit: z.string().nullable(),
  /** What made the runs; null for runs that were made one by one. */
  command: z.string().nullable().default(null),
  rows: z.array(resultRow),
  timings: z.object({
    /** Of the whole comparison, if it came to its end in one go. */
    wallSeconds: z.number().optional(),
    jobs: z.int().optional(),
    rows: z.array(
      z.object({
        name: z.string(),
        environment: z.string(),
        wallSeconds: z.array(z.number()),
        envStepsPerSecond: z.array(z.number()),
      }),
    ),
  }),
});
export type Results = z.infer<typeof results>;

/** A `results.json` that was kept. @throws VEM_STORE_DAMAGED */
export async function readResults(path: string): Promise<Results> {
  const parsed = results.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  const [{ path: key, message }] = parsed.error.issues;
  throw damagedFile(path, `${key.join('.')}: ${message}`);
}
