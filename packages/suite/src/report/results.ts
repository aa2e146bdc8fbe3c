import { z } from 'zod';
import { readJson } from '../store/files.js';
import { evaluation } from '../store/runResult.js';
import { damagedFile } from '../store/storeErrors.js';

const interval = z.tuple([z.number(), z.number()]);
const verdict = z.enum(['better', 'worse', 'undecided', 'tied']);

/** A score that others have published for the same algorithm and task. */
export const reference = z.object({
  preset: z.string(),
  environment: z.string(),
  envSteps: z.int(),
  score: z.number(),
  /** ± in the same units, and what it is the spread of. */
  spread: z.object({ value: z.number(), of: z.string() }).optional(),
  seeds: z.int(),
  /** The environment as it is called there. */
  version: z.string(),
  protocol: z.string(),
  source: z.object({ title: z.string(), url: z.string() }),
  /** Why it is not the same measurement; empty where it is. */
  differs: z.array(z.string()),
});
export type Reference = z.infer<typeof reference>;

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
  /** 95 % bootstrap interval of it over seeds; null below ten seeds, where it would say too little of the spread. */
  ci95: interval.nullable(),
  mean: z.number().nullable(),
  /** Student's 95 % interval of the mean over seeds; null for one seed, and where all scores are alike. */
  meanCi95: interval.nullable().default(null),
  /** Mean return of the evaluation after training. */
  scores: z.array(z.number()),
  /** Scores on the scale where the random policy is 0 and a solved task 1; null where the environment has no such anchors. */
  normalised: z.array(z.number()).nullable().default(null),
  evaluations: z.array(evaluation),
  /** Test returns while it learned, by environment steps; empty in files of before they were kept. */
  curves: z.array(z.array(z.object({ envSteps: z.int(), meanReturn: z.number() }))).default([]),
  parameterHashes: z.array(z.string()),
  /** Environment steps of each run. */
  envSteps: z.int(),
  /** Optimiser updates of each run; empty in files of before they were kept. */
  updates: z.array(z.int()).default([]),
  /** How many seeds passed the environment's criterion; absent where it has none. */
  solved: z.object({ passed: z.int(), of: z.int(), criterion: z.string() }).optional(),
  /** What others have published for this preset, environment and number of steps. */
  references: z.array(reference).default([]),
  /**
   * `complete`: all runs have their result; `partial`: some; of rows without any: `failed` if a run failed, `unfinished` if
   * one was begun, else `notStarted`.
   */
  status: z.enum(['complete', 'partial', 'failed', 'unfinished', 'notStarted']),
  /** Runs that failed; `diverged`: its numbers were no longer finite. */
  failures: z.array(
    z.object({ seed: z.int(), code: z.string(), message: z.string(), diverged: z.boolean().default(false) }),
  ),
  /** Runs that may still get a result; absent in files of before they were told from failures. */
  pending: z.array(z.object({ seed: z.int(), state: z.enum(['notStarted', 'unfinished', 'stopped']) })).default([]),
});
export type ResultRow = z.infer<typeof resultRow>;

/** Is the second method better than the first? */
export const pair = z.object({
  /** Null: over all environments that have anchors. */
  environment: z.string().nullable(),
  first: z.string(),
  second: z.string(),
  /** P(second > first) for one run of each; null for a tie. */
  probabilityOfImprovement: z.number().nullable(),
  ci95: interval.nullable(),
  verdict,
});
export type Pair = z.infer<typeof pair>;

/** One method over all environments that have anchors, in normalised scores; a run that diverged counts 0. */
export const pooledRow = z.object({
  name: z.string(),
  runs: z.int(),
  iqm: z.number(),
  iqmCi95: interval.nullable(),
  mean: z.number(),
  meanCi95: interval.nullable(),
  optimalityGap: z.number(),
  optimalityGapCi95: interval.nullable(),
});
export type PooledRow = z.infer<typeof pooledRow>;

/** `results.json`, and what `vem compare --json` prints. Two tables are equal if their `rows` are. */
export const results = z.object({
  suite: z.string().nullable(),
  commit: z.string().nullable(),
  /** What made the runs; null for runs that were made one by one. */
  command: z.string().nullable().default(null),
  /** Seeds and training runs by which settings were found; null if the suite does not say. */
  tuned: z
    .object({ seeds: z.array(z.int()), budget: z.union([z.int(), z.record(z.string(), z.int())]) })
    .nullable()
    .default(null),
  rows: z.array(resultRow),
  /** Where the suite leaves a method out on purpose, and why. */
  skipped: z.array(z.object({ name: z.string(), environment: z.string(), reason: z.string() })).default([]),
  /** The environment whose score stands for a method, by its name; absent for methods of no suite. */
  referenceTasks: z.record(z.string(), z.string()).default({}),
  /** Verdicts on every two methods, with a family-wise error of 5 % for each environment and for all together. */
  pairs: z.array(pair).default([]),
  pooled: z
    .object({ environments: z.array(z.string()), rows: z.array(pooledRow) })
    .nullable()
    .default(null),
  /** How seeds were added until pairs were decided; null if there was a fixed number of them. */
  sequential: z
    .object({ group: z.int(), maxSeeds: z.int(), pairs: z.array(z.tuple([z.string(), z.string()])) })
    .nullable()
    .default(null),
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
        /** The most that each run's process held at once; absent in files of before it was kept. */
        peakMemoryBytes: z.array(z.number()).default([]),
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
