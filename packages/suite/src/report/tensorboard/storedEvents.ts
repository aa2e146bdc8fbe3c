import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readJsonLines } from '../../store/files.js';
import { RUN_FILES } from '../../store/runFolder.js';
import type { StoredRun } from '../../store/storedRun.js';
import { EventFile, type Scalars, type StoredLine, scalarsOf } from './eventFile.js';

const MILLISECONDS = 1000;

/** When the last line of a run was written, in seconds since 1970. */
async function endOf(folder: string): Promise<number> {
  const found = await stat(join(folder, RUN_FILES.metrics)).catch(() => undefined);
  return (found?.mtimeMs ?? 0) / MILLISECONDS;
}

/**
 * The event file of a run from its files. These do not say when each line was written, so times are spaced evenly over the environment
 * steps of the training time, which ended when its last line was written.
 *
 * @param into - folder of all event files; the run's gets the name of its own folder
 * @throws VEM_STORE_DAMAGED, VEM_STORE_WRITE
 */
export async function writeStoredEvents({ folder, result }: StoredRun, into: string): Promise<void> {
  const reports = (await readJsonLines(join(folder, RUN_FILES.metrics))) as StoredLine[];
  const evaluations = (await readJsonLines(join(folder, RUN_FILES.evaluations))) as StoredLine[];
  const lines = [...reports, ...evaluations].sort((a, b) => a.envSteps - b.envSteps);
  const [end, steps, seconds] = [await endOf(folder), lines.at(-1)?.envSteps ?? 1, result?.wallSeconds ?? 0];
  const at = (envSteps: number) => end - seconds * (1 - envSteps / steps);
  const scalars = lines.map(
    (line): Scalars => ({ wallTime: at(line.envSteps), envSteps: line.envSteps, values: scalarsOf(line) }),
  );
  new EventFile(join(into, basename(folder)), at(0)).append(scalars);
}
