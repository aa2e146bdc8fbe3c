import { collect } from '../../report/collect.js';
import { markdownReport } from '../../report/table.js';
import { writeReport } from '../../report/write.js';
import type { Answer } from '../commandLine.js';

/** `vem report`: table and report from what is stored, without running anything. @throws VEM_RESULTS_NOT_FOUND */
export async function report(folder: string): Promise<Answer> {
  const collection = await collect(folder);
  const files = await writeReport(folder, collection);
  const written = Object.values(files).join(', ');
  return { text: `${markdownReport(collection.results)}\n\n${written}`, json: collection.results };
}
