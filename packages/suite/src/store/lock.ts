import { readFileSync, readlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonText, readText, writeNew } from './files.js';
import * as errors from './storeErrors.js';

/** Who works in a folder. */
const holder = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process started, as the system counts; tells it from a later one of the same number. */
  started: z.string(),
  /** Tells machines and containers of one name apart, where the system has such a thing. */
  system: z.string().optional(),
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

/** Process numbers mean something within one start of a machine and one container: Linux names both. */
function thisSystem(): string | undefined {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

function thisProcess(): Holder {
  const system = thisSystem();
  const own = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  return system === undefined ? own : { ...own, system };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // There is such a process, but it is not ours.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/**
 * Whether whoever holds the lock is gone. Of other machines nothing is known, nor of other containers; but what ran before
 * this machine was started last has ended.
 */
function isStale({ pid, host, started, system }: Holder): boolean {
  if (host !== hostname()) return false;
  const here = thisSystem();
  if (system !== undefined && here !== undefined && system !== here) {
    const [[boot, container], [bootHere, containerHere]] = [system.split(' '), here.split(' ')];
    return boot !== bootHere && container === containerHere;
  }
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
    const other = holderIn((await textOf(turn)) ?? '');
    if (other !== undefined && isStale(other)) await rm(turn, { force: true });
    return;
  }
  try {
    if ((await textOf(path)) === text) await rm(path, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
}

/** Undefined also where it cannot be read: a folder of that name, a link to nowhere. */
const textOf = (path: string): Promise<string | undefined> => readText(path).catch(() => undefined);

/** Looks at a lock that tells nobody, and milliseconds between two of them, before it counts as nobody's. */
const LOOKS = 40;
const SOON = 25;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Takes a folder for this process: who else wants to write there is refused. A lock that a process left behind by dying
 * does not count, nor does one that a power cut made unreadable.
 *
 * @throws VEM_FOLDER_IN_USE, VEM_STORE_WRITE
 */
export async function lockFolder(folder: string, { patience = 0 }: LockOptions = {}): Promise<FolderLock> {
  const path = join(folder, LOCK_FILE);
  const content = jsonText(thisProcess());
  let looks = 0;
  for (let waited = 0; ; ) {
    if (await writeNew(path, content)) return releasing(path);
    const text = await textOf(path);
    const other = holderIn(text ?? '');
    if (other !== undefined && !isStale(other)) {
      if (waited >= patience) throw errors.folderInUse(folder, other, path);
      await wait(LOOK_AGAIN);
      waited += LOOK_AGAIN;
      continue;
    }
    if (++looks > LOOKS) throw errors.lockUnreadable(folder, path);
    // What says nothing may be just being written; it is left in peace for half of the looks.
    if (text !== undefined && (other !== undefined || looks > LOOKS / 2)) await removeStale(path, text);
    await wait(other === undefined ? SOON : 1);
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
