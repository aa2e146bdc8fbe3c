import { join } from 'node:path';
import { type Registry, registry } from '../catalogue/registry.js';
import { COMPARISON_FILES } from '../store/comparison.js';
import { jsonText, writeWhole } from '../store/files.js';
import type { Collection } from './collect.js';
import { csv } from './exports/csv.js';
import { gridPicture } from './exports/gridPicture.js';
import { latexReport } from './exports/latex.js';
import { parquet } from './exports/parquet.js';
import { curveTable, runTable } from './exports/runTable.js';
import { reportPage } from './page.js';
import { markdownReport } from './table.js';
import { writeStoredEvents } from './tensorboard/storedEvents.js';

export interface ReportOptions {
  /** Whose presets the grid of methods shows; default: those that come with vem. */
  readonly known?: Registry;
  /** Write event files for TensorBoard too; default false. */
  readonly tensorboard?: boolean;
}

/**
 * Writes a report into a folder: results as JSON, tables as Markdown and LaTeX, runs and learning curves as CSV and Parquet, and the grid of
 * methods as a picture, and the page; earlier ones are replaced.
 *
 * @returns paths of what was written
 * @throws VEM_STORE_WRITE
 */
export async function writeReport(
  folder: string,
  collection: Collection,
  { tensorboard = false, known = registry }: ReportOptions = {},
): Promise<string[]> {
  const { results } = collection;
  const runs = await runTable(collection);
  const curves = curveTable(collection);
  const contents: readonly (readonly [name: string, content: string | Uint8Array])[] = [
    [COMPARISON_FILES.results, jsonText(results)],
    [COMPARISON_FILES.table, `${markdownReport(results)}\n`],
    ['table.tex', `${latexReport(results)}\n`],
    ['runs.csv', csv(runs)],
    ['runs.parquet', parquet(runs)],
    ['curves.csv', csv(curves)],
    ['curves.parquet', parquet(curves)],
    ['grid.svg', gridPicture(results, known)],
    [COMPARISON_FILES.report, reportPage(collection, known)],
  ];
  const written: string[] = [];
  for (const [name, content] of contents) {
    await writeWhole(join(folder, name), content);
    written.push(join(folder, name));
  }
  if (!tensorboard) return written;
  const events = join(folder, 'tensorboard');
  for (const run of collection.groups.flatMap((group) => group.runs)) await writeStoredEvents(run, events);
  return [...written, events];
}
