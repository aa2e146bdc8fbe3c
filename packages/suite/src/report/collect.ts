import { basename, join } from 'node:path';
import { type Registry, registry } from '../catalogue/registry.js';
import { COMPARISON_FILES, type Comparison, readComparison } from '../store/comparison.js';
import { exists } from '../store/files.js';
import { RUN_FILES } from '../store/runFolder.js';
import { readFailure } from '../store/sharedPlan.js';
import { readRun, readRuns, type StoredRun } from '../store/storedRun.js';
import { noResults } from '../store/storeErrors.js';
import { groupRuns, type RunGroup } from './groups.js';
import { environmentPairs, pooledPairs } from './pairs.js';
import { pooledRows } from './pooled.js';
import type { ResultRow, Results } from './results.js';
import { finishedResult, isDivergence, resultRow, timingRow } from './rows.js';
import { sequentialPairs } from './sequential.js';

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
    if (started) stored.push(await readRun(path));
    else {
      const failure = await readFailure(path);
      stored.push({ folder: path, config: planned.config, evaluations: [], ...(failure ? { failure } : {}) });
    }
  }
  return stored;
}

type Missing = Pick<ResultRow, 'failures' | 'pending'>;

/** Why runs have no result: they failed, as the comparison or their own folders tell, or were not begun, stopped, or not ended. */
async function missingIn({ runs }: RunGroup, comparison: Comparison | undefined): Promise<Missing> {
  const missing: { -readonly [K in keyof Missing]: Missing[K] } = { failures: [], pending: [] };
  for (const run of runs) {
    if (finishedResult(run) !== undefined) continue;
    const { folder, result } = run;
    const { seed } = run.config;
    const failure = comparison?.failures.find((known) => known.folder === basename(folder)) ?? run.failure;
    const begun = await exists(join(folder, RUN_FILES.config));
    if (failure === undefined)
      missing.pending.push({ seed, state: result ? 'stopped' : begun ? 'unfinished' : 'notStarted' });
    else {
      const { code, message } = failure;
      missing.failures.push({ seed, code, message, diverged: isDivergence(code) });
    }
  }
  return missing;
}

/** Each row's own task; without one the first that it runs on. */
const referenceTasks = ({ rows, environments }: Comparison['suite']): Results['referenceTasks'] =>
  Object.fromEntries(
    rows.map(({ name, skip, referenceTask }) => [
      name,
      referenceTask ?? environments.find(({ id }) => !(id in skip))!.id,
    ]),
  );

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
  const { wallSeconds, jobs, sequential, suite } = comparison ?? {};
  const rows = groups.map((group, i) => resultRow(group, missing[i].failures, known, missing[i].pending));
  const skipped = (suite?.rows ?? []).flatMap(({ name, skip }) =>
    Object.entries(skip).map(([environment, reason]) => ({ name, environment, reason })),
  );
  const pooled = pooledRows(rows, skipped);
  const decided = comparison && sequential ? sequentialPairs(rows, sequential, comparison) : environmentPairs(rows);
  return {
    results: {
      suite: comparison?.suite.name ?? null,
      commit: comparison?.commit ?? null,
      command: comparison?.command ?? null,
      tuned: suite?.tuned ?? null,
      rows,
      skipped,
      referenceTasks: suite === undefined ? {} : referenceTasks(suite),
      // After seeds were added until something showed, a test of a fixed number would find too much.
      pairs: [...decided, ...(pooled && !sequential ? pooledPairs(rows, pooled) : [])],
      pooled,
      sequential: sequential ?? null,
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
