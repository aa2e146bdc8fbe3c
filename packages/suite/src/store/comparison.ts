import { join } from 'node:path';
import { z } from 'zod';
import { experimentConfig, madeWith } from '../experiment/experimentConfig.js';
import { suite } from '../experiment/suite.js';
import {
  exists,
  freeName,
  isTaken,
  jsonText,
  makeFolder,
  makeFreshFolder,
  numbered,
  readJson,
  removeTemporaries,
  writeNew,
  writeWhole,
} from './files.js';
import { type FolderLock, lockFolder } from './lock.js';
import * as errors from './storeErrors.js';

/** The files of a comparison's folder. */
export const COMPARISON_FILES = {
  comparison: 'comparison.json',
  runs: 'runs',
  results: 'results.json',
  table: 'table.md',
  report: 'report.html',
} as const;

/** `comparison.json`: what was planned, written before the first run starts, and what failed, added at the end. */
export const comparison = z.object({
  format: z.literal('vem-comparison-1'),
  suite,
  /** The command that made it. */
  command: z.string(),
  commit: z.string().nullable(),
  madeWith: madeWith.optional(),
  /** Every run in full, so that a run that never started is known too; `folder` is its name among the runs. */
  runs: z.array(z.object({ folder: z.string(), config: experimentConfig })),
  failures: z.array(z.object({ folder: z.string(), code: z.string(), message: z.string() })),
  /** Runs at the same time; it tells about timings only. */
  jobs: z.int().optional(),
  /** Seeds are added in groups until pairs of rows are decided on every environment; absent where their number is fixed. */
  sequential: z
    .object({
      /** Seeds per group. */
      group: z.int().positive(),
      maxSeeds: z.int().positive(),
      pairs: z.array(z.tuple([z.string(), z.string()])).min(1),
    })
    .optional(),
  /** Of the whole comparison; absent if it did not come to its end. */
  wallSeconds: z.number().optional(),
});
export type Comparison = z.infer<typeof comparison>;

/** Where a comparison goes: a folder that the user named, or the first free `base-<n>`. */
export type ComparisonPlace = { readonly folder: string } | { readonly numberedLike: string };

/** A comparison's folder that is this process' alone until it is released. */
export interface ComparisonFolder {
  readonly path: string;
  readonly lock: FolderLock;
}

/**
 * Makes the folder of a comparison and leaves the plan in it.
 *
 * @throws VEM_OUT_TAKEN if the folder already holds a comparison or a run, VEM_OUT_UNUSABLE, VEM_FOLDER_IN_USE
 */
export async function createComparison(place: ComparisonPlace, plan: Comparison): Promise<ComparisonFolder> {
  const path = 'folder' in place ? place.folder : await makeFreshFolder(numbered(place.numberedLike, 1));
  const goOn = `vem compare --resume --out ${path}`;
  const taken = async (holds: string, command?: string) => errors.outTaken(path, holds, await freeName(path), command);
  const file = join(path, COMPARISON_FILES.comparison);
  if (await exists(file)) throw await taken('a comparison', goOn);
  if (await exists(join(path, COMPARISON_FILES.results))) throw await taken('results');
  if (await exists(join(path, 'config.json'))) throw await taken('a run');
  if (await isTaken(join(path, COMPARISON_FILES.runs))) throw await taken('runs of another comparison');
  await makeFolder(join(path, COMPARISON_FILES.runs));
  const lock = await lockFolder(path);
  try {
    if (!(await writeNew(file, jsonText(plan)))) throw await taken('a comparison', goOn);
    return { path, lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Takes the folder of a comparison that is to go on. @throws VEM_FOLDER_IN_USE, VEM_STORE_WRITE */
export async function openComparison(path: string): Promise<ComparisonFolder> {
  const lock = await lockFolder(path);
  await removeTemporaries(path, Object.values(COMPARISON_FILES));
  return { path, lock };
}

export const updateComparison = (folder: string, content: Comparison): Promise<void> =>
  writeWhole(join(folder, COMPARISON_FILES.comparison), jsonText(content));

/** The comparison in a folder; undefined if there is none. @throws VEM_STORE_DAMAGED */
export async function readComparison(folder: string): Promise<Comparison | undefined> {
  const path = join(folder, COMPARISON_FILES.comparison);
  const content = await readJson(path);
  if (content === undefined) return undefined;
  const parsed = comparison.safeParse(content);
  if (!parsed.success) throw errors.damagedFile(path, parsed.error.issues[0].message);
  return parsed.data;
}
