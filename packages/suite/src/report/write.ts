import { join } from 'node:path';
import { COMPARISON_FILES } from '../store/comparison.js';
import { jsonText, writeWhole } from '../store/files.js';
import type { Collection } from './collect.js';
import { reportPage } from './page.js';
import { markdownReport } from './table.js';

/** Paths of the files of a report. */
export interface ReportFiles {
  readonly results: string;
  readonly table: string;
  readonly report: string;
}

/** Writes `results.json`, `table.md` and `report.html` into a folder; earlier ones are replaced. @throws VEM_STORE_WRITE */
export async function writeReport(folder: string, collection: Collection): Promise<ReportFiles> {
  const { results, table, report } = COMPARISON_FILES;
  const files = { results: join(folder, results), table: join(folder, table), report: join(folder, report) };
  await writeWhole(files.results, jsonText(collection.results));
  await writeWhole(files.table, `${markdownReport(collection.results)}\n`);
  await writeWhole(files.report, reportPage(collection));
  return files;
}
