import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { requireSame } from '../../experiment/sameSettings.js';
import { knownPlugins, type PluginArguments } from '../../plugins/knownPlugins.js';
import { collect } from '../../report/collect.js';
import { finishedResult } from '../../report/rows.js';
import { markdownReport } from '../../report/table.js';
import { writeReport } from '../../report/write.js';
import { COMPARISON_FILES, type Comparison, createComparison, readComparison } from '../../store/comparison.js';
import { exists } from '../../store/files.js';
import { RUN_FILES } from '../../store/runFolder.js';
import { readFailure } from '../../store/sharedPlan.js';
import { readRun } from '../../store/storedRun.js';
import { noResults } from '../../store/storeErrors.js';
import { mergeConflict } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';

export interface MergeArguments extends PluginArguments {
  readonly out: string;
}

/** One folder's copy of a run. */
interface Copy {
  readonly folder: string;
  /** What it came to: score and parameters; undefined if it did not come to its end. */
  readonly outcome: readonly unknown[] | undefined;
  /** The last step that there is a line of. */
  readonly envSteps: number;
}

async function copyOf(folder: string): Promise<Copy | undefined> {
  if (!(await exists(join(folder, RUN_FILES.config))))
    return (await readFailure(folder)) && { folder, outcome: undefined, envSteps: 0 };
  const run = await readRun(folder);
  const result = finishedResult(run);
  const outcome = result && [result.evaluation, result.parameterHash, result.envSteps];
  return { folder, outcome, envSteps: result?.envSteps ?? run.evaluations.at(-1)?.envSteps ?? 0 };
}

/** The copy that counts: one that came to its end, else the one that came farthest. @throws VEM_MERGE_CONFLICT if two ended differently */
function chosen(copies: readonly Copy[]): Copy | undefined {
  const finished = copies.filter(({ outcome }) => outcome !== undefined);
  for (const copy of finished)
    if (!isDeepStrictEqual(copy.outcome, finished[0].outcome)) throw mergeConflict(finished[0].folder, copy.folder);
  return finished[0] ?? copies.toSorted((a, b) => b.envSteps - a.envSteps)[0];
}

/**
 * `vem merge`: folders that hold parts of one plan become one comparison with its report; each run counts once.
 *
 * @throws VEM_RESULTS_NOT_FOUND, VEM_RESUME_DIFFERS if they are of different plans, VEM_MERGE_CONFLICT, VEM_OUT_…
 */
export async function merge(
  folders: readonly string[],
  { out, ...given }: MergeArguments,
  { stderr }: Terminal,
): Promise<Answer> {
  const known = await knownPlugins(given, stderr);
  const parts: { readonly folder: string; readonly comparison: Comparison }[] = [];
  for (const folder of folders) {
    const comparison = await readComparison(folder);
    if (comparison === undefined) throw noResults(folder);
    requireSame(`Comparison "${folder}"`, comparison.runs, parts[0]?.comparison.runs ?? comparison.runs);
    parts.push({ folder, comparison });
  }
  const [{ comparison }] = parts;
  const taken = new Map<string, Copy>();
  for (const { folder: name } of comparison.runs) {
    const copies: Copy[] = [];
    for (const { folder } of parts)
      copies.push(...[(await copyOf(join(folder, COMPARISON_FILES.runs, name))) ?? []].flat());
    const copy = chosen(copies);
    if (copy !== undefined) taken.set(name, copy);
  }
  const failures = parts
    .flatMap((part) => part.comparison.failures)
    .filter(({ folder }) => taken.get(folder)?.outcome === undefined);
  const { path, lock } = await createComparison({ folder: out }, { ...comparison, failures });
  try {
    for (const [name, { folder }] of taken)
      await cp(folder, join(path, COMPARISON_FILES.runs, name), { recursive: true });
    const collection = await collect(path, known);
    const files = await writeReport(path, collection, { known });
    const missing = collection.results.rows.flatMap(({ failures, pending }) => [...failures, ...pending]).length;
    return {
      text: `${markdownReport(collection.results)}\n\n${files.join('\n')}`,
      json: collection.results,
      exitStatus: missing > 0 ? 1 : 0,
    };
  } finally {
    await lock.release();
  }
}
