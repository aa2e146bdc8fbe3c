import { basename, join } from 'node:path';
import { type Registry, registry } from '../catalogue/registry.js';
import { COMPARISON_FILES, type Comparison, readComparison } from '../store/comparison.js';
import { exists } from '../store/files.js';
import { RUN_FILES } from '../store/runFolder.js';
import { readRun, readRuns, type StoredRun } from '../store/storedRun.js';
import { noResults } from '../store/storeErrors.js';
import { groupRuns, type RunGroup } from './groups.js';
import type { ResultRow, Results } from './results.js';
import { finishedResult, resultRow, timingRow } from './rows.js';

/** Everything that a report is made of. */
export interface Collection {
  readonly results: Results;
  readonly groups: readonly RunGroup[];
  /** Absent for runs that were made one by one. */
  readonly comparison: Comparison | undefined;
}

/** All runs that a comparison planned; those that never started have a configuration only. */
async function plannedRuns(folder: string, { runs }: Comparison): Promise<StoredRun[]> {
  const stored: StoredRun[] = [];
  for (const planned of runs) {
    const path = join(folder, COMPARISON_FILES.runs, planned.folder);
    const started = await exists(join(path, RUN_FILES.config));
    stored.push(started ? await readRun(path) : { folder: path, config: planned.config, evaluations: [] });
  }
  return stored;
}

type Missing = Pick<ResultRow, 'failures' | 'pending'>;

/** Why runs have no result: the comparison wrote down that they failed, or they were not begun, stopped, or not ended. */
async function missingIn({ runs }: RunGroup, comparison: Comparison | undefined): Promise<Missing> {
  const missing: { -readonly [K in keyof Missing]: Missing[K] } = { failures: [], pending: [] };
  for (const run of runs) {
    if (finishedResult(run) !== undefined) continue;
    const { folder, result } = run;
    const { seed } = run.config;
    const known = comparison?.failures.find((failure) => failure.folder === basename(folder));
    const begun = await exists(join(folder, RUN_FILES.config));
    if (known !== undefined) missing.failures.push({ seed, code: known.code, message: known.message });
    else missing.pending.push({ seed, state: result ? 'stopped' : begun ? 'unfinished' : 'notStarted' });
  }
  return missing;
}

/**
 * Reads a folder of `vem compare`, a folder of run folders, or one run's folder, and computes the table from what is
 * stored there.
 *
 * @throws VEM_RESULTS_NOT_FOUND if there are no runs
 */
export async function collect(folder: string, known: Registry = registry): Promise<Collection> {
  const comparison = await readComparison(folder);
  const runs = comparison === undefined ? await readRuns(folder) : await plannedRuns(folder, comparison);
  if (runs.length === 0) throw noResults(folder);
  const groups = groupRuns(runs);
  const missing = await Promise.all(groups.map((group) => missingIn(group, comparison)));
  const { wallSeconds, jobs } = comparison ?? {};
  return {
    results: {
      suite: comparison?.suite.name ?? null,
      commit: comparison?.commit ?? null,
      command: comparison?.command ?? null,
      rows: groups.map((group, i) => resultRow(group, missing[i].failures, known, missing[i].pending)),
      timings: {
        ...(wallSeconds === undefined ? {} : { wallSeconds }),
        ...(jobs === undefined ? {} : { jobs }),
        rows: groups.map(timingRow),
      },
    },
    groups,
    comparison,
  };
}
