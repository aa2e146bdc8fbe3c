import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as errors from './gymnasiumErrors.js';

/** Two pipes between this process and a child, by file descriptors. */
export interface Pipes {
  /** The child's ends. */
  readonly child: { readonly input: number; readonly output: number };
  /** This process's ends. */
  readonly requests: number;
  readonly answers: number;
}

/**
 * Makes pipes that this thread can wait on. The pipes that Node.js makes for a child never block: reading one before the
 * answer is there fails, so a synchronous exchange would have to poll. Named pipes block; they lose their names at once.
 *
 * @throws VEM_GYMNASIUM_PIPES where there are none
 */
export function openPipes(): Pipes {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'vem-pipes-'));
    try {
      return pipesIn(folder);
    } finally {
      rmdirSync(folder);
    }
  } catch (cause) {
    throw errors.pipesUnavailable(cause);
  }
}

function pipesIn(folder: string): Pipes {
  const names = [join(folder, 'requests'), join(folder, 'answers')];
  const made = spawnSync('mkfifo', names, { encoding: 'utf8' });
  if (made.status !== 0) throw made.error ?? new Error(made.stderr.trim());
  try {
    const [requests, answers] = names.map(openBothEnds);
    return {
      child: { input: requests.read, output: answers.write },
      requests: requests.write,
      answers: answers.read,
    };
  } finally {
    // Not by rmSync, which asks for the file's type: after that, realpathSync of Node.js 20, which `require` uses, takes
    // any folder that it has seen before for a pipe too and stops there.
    for (const name of names) unlinkSync(name);
  }
}

/** Opening one end waits for the other, but not while somebody holds both. */
function openBothEnds(name: string): { readonly read: number; readonly write: number } {
  const both = openSync(name, constants.O_RDWR);
  try {
    return { read: openSync(name, constants.O_RDONLY), write: openSync(name, constants.O_WRONLY) };
  } finally {
    closeSync(both);
  }
}

/** Writes all of it. @returns false if nobody reads any more */
export function writeAll(descriptor: number, bytes: Uint8Array): boolean {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return false;
    throw error;
  }
}

/**
 * Reads on until `bytes` is filled up to `end`; more may come.
 *
 * @param gone - whether nobody writes any more although the pipe is not closed; asked after each read
 * @returns entries filled, fewer than `end` if nobody writes any more
 */
export function readUpTo(
  descriptor: number,
  bytes: Uint8Array,
  filled: number,
  end: number,
  gone: () => boolean,
): number {
  while (filled < end) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, null);
    if (count === 0) return filled;
    filled += count;
    if (gone()) return filled;
  }
  return filled;
}
