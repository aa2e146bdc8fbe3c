import { availableParallelism } from 'node:os';
import { knownPlugins, type PluginArguments, sourcesOf } from '../../plugins/knownPlugins.js';
import { addressFrom } from '../../queue/address.js';
import { requireServer } from '../../queue/server.js';
import { workOnQueue } from '../../queue/worker.js';
import { oneLine } from '../../report/visible.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';

export interface WorkerArguments extends PluginArguments {
  readonly jobs?: number;
  readonly root?: string;
  readonly lease: number;
}

/**
 * `vem worker`: makes the runs of `vem compare --queue`, until it is told to end; then runs store a checkpoint and go on with another
 * worker.
 *
 * @throws VEM_QUEUE_URL, VEM_QUEUE_UNREACHABLE, VEM_QUEUE_REFUSED, VEM_QUEUE_EVICTS, VEM_QUEUE_NOT_INSTALLED, VEM_PLUGINS_…
 */
export async function worker(given: string | undefined, options: WorkerArguments, terminal: Terminal): Promise<Answer> {
  const { jobs = availableParallelism(), root, lease } = options;
  const address = addressFrom(given);
  const known = await knownPlugins(options, terminal.stderr);
  await requireServer(address);
  const note = (text: string) => terminal.stderr(`${oneLine(text)}\n`);
  const interruption = terminal.interruption();
  let finished = 0;
  try {
    note(`working on queue ${address.shown}, ${jobs} at a time; Ctrl-C ends`);
    const counting = (text: string) => {
      if (text.startsWith('finished ')) finished++;
      note(text);
    };
    const { signal } = interruption;
    await workOnQueue({ address, jobs, root, lease, signal, plugins: sourcesOf(known), note: counting });
    return { text: `${finished} ${finished === 1 ? 'run' : 'runs'} finished`, json: { finished } };
  } finally {
    interruption.dispose();
  }
}
