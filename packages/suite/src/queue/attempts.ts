import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { COMPARISON_FILES } from '../store/comparison.js';
import { exists } from '../store/files.js';
import { LOCK_FILE } from '../store/lock.js';
import { RUN_FILES } from '../store/runFolder.js';

// Every attempt at a run has a folder of its own, which begins as a copy of what the one before had reached. A worker that was taken for
// dead and wakes up goes on writing in its own folder, where nobody looks any more: it cannot write over its successor.

const attemptsOf = (comparison: string, run: string): string => join(comparison, 'attempts', run);
const runOf = (comparison: string, run: string): string => join(comparison, COMPARISON_FILES.runs, run);

/** Copies may meet files that the attempt before, if it lives, is replacing. */
const TRIES = 3;

async function attemptNumbers(folder: string): Promise<number[]> {
  const names = (await exists(folder)) ? await readdir(folder) : [];
  return names.flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : [])).sort((a, b) => a - b);
}

async function copyRun(from: string, to: string): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await cp(from, to, { recursive: true, force: true, filter: (source) => basename(source) !== LOCK_FILE });
      return;
    } catch (error) {
      if (tried === TRIES) throw error;
    }
  }
}

/**
 * Takes a folder for one attempt at a run, with what the newest earlier attempt, or a run that was made without a queue, has stored.
 *
 * @param comparison - its folder
 * @param run - name of the run's folder
 */
export async function claimAttempt(comparison: string, run: string): Promise<{ folder: string; attempt: string }> {
  const attempts = attemptsOf(comparison, run);
  await mkdir(attempts, { recursive: true });
  const earlier = await attemptNumbers(attempts);
  const candidates = [...earlier.toReversed().map((number) => join(attempts, String(number))), runOf(comparison, run)];
  for (let number = (earlier.at(-1) ?? 0) + 1; ; number++) {
    const folder = join(attempts, String(number));
    try {
      await mkdir(folder);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      throw error;
    }
    for (const candidate of candidates) {
      if (!(await exists(join(candidate, RUN_FILES.config)))) continue;
      await copyRun(candidate, folder);
      break;
    }
    return { folder, attempt: String(number) };
  }
}

/** Makes the attempt that came to its end the run; the others are removed. A second call finds nothing to do. */
export async function adoptAttempt(comparison: string, run: string, attempt: string): Promise<void> {
  const attempts = attemptsOf(comparison, run);
  const [folder, place] = [join(attempts, attempt), runOf(comparison, run)];
  if (!(await exists(folder))) return;
  if (await exists(place)) await rename(place, join(attempts, `before-${attempt}`));
  await rename(folder, place);
  await rm(attempts, { recursive: true, force: true });
}
