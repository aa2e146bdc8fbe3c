import { join } from 'node:path';
import { finishedResult } from '../report/rows.js';
import { COMPARISON_FILES, type Comparison } from '../store/comparison.js';
import { exists } from '../store/files.js';
import { RUN_FILES } from '../store/runFolder.js';
import { readRun } from '../store/storedRun.js';
import { runConfigOf } from './experimentConfig.js';
import { comparisonInexact } from './experimentErrors.js';
import type { PlannedRun } from './plan.js';
import { requireRunOf, requireSame } from './sameSettings.js';

/**
 * That what is stored is what is asked for, and was made by what is running now.
 *
 * @throws VEM_RESUME_DIFFERS, VEM_COMPARISON_INEXACT
 */
export function checkStored(folder: string, stored: Comparison, wanted: Comparison, allowInexact: boolean): void {
  const what = `Comparison "${folder}"`;
  requireSame(what, stored.suite, wanted.suite);
  requireSame(what, stored.runs, wanted.runs);
  const text = ({ madeWith }: Comparison) =>
    madeWith && `vem ${madeWith.vem}, Node ${madeWith.node}, ${madeWith.platform}`;
  const [then, now] = [text(stored), text(wanted)];
  if (then !== undefined && now !== undefined && then !== now && !allowInexact)
    throw comparisonInexact(folder, then, now);
}

/** The planned runs that have their result. @throws VEM_RUN_MIXED where a folder holds another run than was planned */
export async function finishedRuns(plan: readonly PlannedRun[], folder: string): Promise<ReadonlySet<PlannedRun>> {
  const finished = new Set<PlannedRun>();
  for (const planned of plan) {
    const path = join(folder, COMPARISON_FILES.runs, planned.folder);
    if (!(await exists(join(path, RUN_FILES.config)))) continue;
    const run = await readRun(path);
    // A folder that was brought there from elsewhere is no result of this comparison.
    requireRunOf(path, run.config, runConfigOf(planned.config));
    if (finishedResult(run) !== undefined) finished.add(planned);
  }
  return finished;
}
