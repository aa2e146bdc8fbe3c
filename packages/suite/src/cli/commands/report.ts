import { knownPlugins, type PluginArguments } from '../../plugins/knownPlugins.js';
import { collect } from '../../report/collect.js';
import { markdownReport } from '../../report/table.js';
import { writeReport } from '../../report/write.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';

export interface ReportArguments extends PluginArguments {
  readonly tensorboard?: boolean;
}

/** `vem report`: table and report from what is stored, without running anything. @throws VEM_RESULTS_NOT_FOUND */
export async function report(
  folder: string,
  { tensorboard, ...given }: ReportArguments,
  { stderr }: Terminal,
): Promise<Answer> {
  const known = await knownPlugins(given, stderr);
  const collection = await collect(folder, known);
  const files = await writeReport(folder, collection, { known, tensorboard: tensorboard === true });
  const written = files.join(', ');
  return { text: `${markdownReport(collection.results)}\n\n${written}`, json: collection.results };
}
