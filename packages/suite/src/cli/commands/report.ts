import { knownPlugins, type PluginArguments } from '../../plugins/knownPlugins.js';
import { collect } from '../../report/collect.js';
import { markdownReport } from '../../report/table.js';
import { writeReport } from '../../report/write.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';

/** `vem report`: table and report from what is stored, without running anything. @throws VEM_RESULTS_NOT_FOUND */
export async function report(folder: string, given: PluginArguments, { stderr }: Terminal): Promise<Answer> {
  const collection = await collect(folder, await knownPlugins(given, stderr));
  const files = await writeReport(folder, collection);
  const written = Object.values(files).join(', ');
  return { text: `${markdownReport(collection.results)}\n\n${written}`, json: collection.results };
}
