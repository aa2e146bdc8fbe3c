import { collect } from '../../report/collect.js';
import { markdownReport } from '../../report/table.js';
import { type ReportOptions, writeReport } from '../../report/write.js';
import type { Answer } from '../commandLine.js';

/** `vem report`: table and report from what is stored, without running anything. @throws VEM_RESULTS_NOT_FOUND */
export async function report(folder: string, options: ReportOptions): Promise<Answer> {
  const collection = await collect(folder);
  const files = await writeReport(folder, collection, options);
  const written = files.join(', ');
  return { text: `${markdownReport(collection.results)}\n\n${written}`, json: collection.results };
}
