import { join } from 'node:path';
import { z } from 'zod';
import { requireSame } from '../experiment/sameSettings.js';
import { COMPARISON_FILES, type Comparison, comparison, readComparison } from './comparison.js';
import { jsonText, makeFolder, readJson, writeNew, writeWhole } from './files.js';
import { RUN_FILES } from './runFolder.js';
import * as errors from './storeErrors.js';

/** The plan that `vem plan` wrote. @throws VEM_PLAN_UNREADABLE */
export async function readPlan(path: string): Promise<Comparison> {
  const content = await readJson(path);
  if (content === undefined) throw errors.planUnreadable(path, 'there is no such file');
  const parsed = comparison.safeParse(content);
  if (!parsed.success) throw errors.planUnreadable(path, parsed.error.issues[0].message);
  return parsed.data;
}

/**
 * Makes a folder the place of a planned comparison, if it is not yet: any number of processes may ask for the same one at once.
 *
 * @throws VEM_OUT_UNUSABLE, VEM_RESUME_DIFFERS if it is the place of another comparison
 */
export async function joinComparison(folder: string, plan: Comparison): Promise<void> {
  await makeFolder(join(folder, COMPARISON_FILES.runs));
  if (await writeNew(join(folder, COMPARISON_FILES.comparison), jsonText(plan))) return;
  const there = await readComparison(folder);
  requireSame(
    `Comparison "${folder}"`,
    { suite: there?.suite, runs: there?.runs },
    { suite: plan.suite, runs: plan.runs },
  );
}

/** Why a run of a shared comparison has no result, as its own folder tells: nobody else watches it. */
const runFailure = z.object({ code: z.string(), message: z.string() });
export type RunFailure = z.infer<typeof runFailure>;

/** @param folder - of the run */
export const writeFailure = async (folder: string, failure: RunFailure): Promise<void> => {
  await makeFolder(folder);
  await writeWhole(join(folder, RUN_FILES.failure), jsonText(failure));
};

/** Undefined if the run's folder tells of none. */
export async function readFailure(folder: string): Promise<RunFailure | undefined> {
  const path = join(folder, RUN_FILES.failure);
  const content = await readJson(path);
  if (content === undefined) return undefined;
  const parsed = runFailure.safeParse(content);
  if (!parsed.success) throw errors.damagedFile(path, parsed.error.issues[0].message);
  return parsed.data;
}
