import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonText, writeNew } from './files.js';
import * as errors from './storeErrors.js';

/** Who works in a folder. */
const holder = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process started, as the system counts; tells it from a later one of the same number. */
  started: z.string(),
});
type Holder = z.infer<typeof holder>;

export const LOCK_FILE = 'lock.json';

/** Milliseconds between two looks at a lock that is held. */
const LOOK_AGAIN = 100;

/** The right to write in a folder. */
export interface FolderLock {
  /** Gives it up; a second call does nothing. */
  release(): Promise<void>;
}

export interface LockOptions {
  /** Milliseconds to wait for another process to finish with the folder; default 0. */
  readonly patience?: number;
}

/** States of a process that has ended. */
const ENDED = ['Z', 'X', 'x'];

/** When a process started, in clock ticks since the machine did; from Linux' /proc, empty elsewhere and for the dead. */
function startOf(pid: number): string {
  try {
    // The command's name, in parentheses, may contain anything; state and start are the 1st and 20th field behind it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not asked how.
    return ENDED.includes(fields[0]) ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
const thisProcess = (): Holder => ({ pid: process.pid, host: hostname(), started: startOf(process.pid) });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // There is such a process, but it is not ours.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** Whether whoever holds the lock is gone. Of other machines nothing is known. */
function isStale({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return false;
  return !isAlive(pid) || startOf(pid) !== started;
}

function holderIn(text: string): Holder | undefined {
  try {
    return holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Removes a lock whose holder is gone. One process at a time may do so: of two, the slower could otherwise remove the lock
 * that a third took in between.
 */
async function removeStale(path: string, text: string): Promise<void> {
  const turn = `${path}.turn`;
  if (!(await writeNew(turn, jsonText(thisProcess())))) {
    const other = holderIn(await readFile(turn, 'utf8').catch(() => ''));
    if (other !== undefined && isStale(other)) await rm(turn, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 1));
    return;
  }
  try {
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) await rm(path, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
}

/** Who holds the lock; undefined if it was free or stale, which it no longer is then. */
async function holderOf(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const found = holderIn(text);
  if (found !== undefined && !isStale(found)) return found;
  await removeStale(path, text);
  return undefined;
}

/**
 * Takes a folder for this process: who else wants to write there is refused. A lock that a process left behind by dying
 * does not count.
 *
 * @throws VEM_FOLDER_IN_USE, VEM_STORE_WRITE
 */
export async function lockFolder(folder: string, { patience = 0 }: LockOptions = {}): Promise<FolderLock> {
  const path = join(folder, LOCK_FILE);
  const content = jsonText(thisProcess());
  for (let waited = 0; ; ) {
    if (await writeNew(path, content)) return releasing(path);
    const other = await holderOf(path);
    if (other === undefined) continue;
    if (waited >= patience) throw errors.folderInUse(folder, other, path);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    waited += LOOK_AGAIN;
  }
}

function releasing(path: string): FolderLock {
  let held = true;
  return {
    release: async () => {
      if (held) await rm(path, { force: true });
      held = false;
    },
  };
}
