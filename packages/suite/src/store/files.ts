import { appendFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as errors from './storeErrors.js';

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** What the operating system calls the failure, e.g. `EEXIST`. */
export const systemCode = (cause: unknown): unknown =>
  cause instanceof Error && 'code' in cause ? cause.code : undefined;

let temporaries = 0;
/** A name beside the file that no other process or call uses. */
const temporaryFor = (path: string): string => `${path}.${process.pid}-${++temporaries}.tmp`;
const TEMPORARY = /\.\d+-\d+\.tmp$/;

/** Removes what calls of `writeWhole` and `writeNew` left behind in a folder when their process was killed. */
export async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (TEMPORARY.test(name)) await rm(join(folder, name), { force: true }).catch(() => undefined);
}

async function writeSynced(path: string, text: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes a file as a whole or not at all: under a temporary name, synced, then renamed. @throws VEM_STORE_WRITE */
export async function writeWhole(path: string, text: string | Uint8Array): Promise<void> {
  const temporary = temporaryFor(path);
  try {
    await writeSynced(temporary, text);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw errors.writeFailed(path, cause);
  }
}

/** Like `writeWhole`, but false, and nothing written, if the file is there already, even if two processes try at once. */
export async function writeNew(path: string, text: string): Promise<boolean> {
  const temporary = temporaryFor(path);
  try {
    await writeSynced(temporary, text);
    await link(temporary, path);
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw errors.writeFailed(path, cause);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Adds one line of JSON. @throws VEM_STORE_WRITE */
export async function appendJsonLine(path: string, value: unknown): Promise<void> {
  await appendFile(path, `${JSON.stringify(value)}\n`).catch((cause: unknown) => {
    throw errors.writeFailed(path, cause);
  });
}

/** Waits until a file, if it is there, is on the disk. @throws VEM_STORE_WRITE */
export async function synchronise(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
  } catch (cause) {
    // EINVAL: it is something that has no disk, like a device.
    if (!['ENOENT', 'EINVAL'].includes(String(systemCode(cause)))) throw errors.writeFailed(path, cause);
  }
}

/** @throws VEM_STORE_DAMAGED; undefined where there is no such file */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw errors.damagedFile(path, cause);
  }
}

/** The whole lines of a text; a last line that was cut off by a crash is left out. */
const wholeLines = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '');

function parseLines(path: string, lines: readonly string[]): unknown[] {
  return lines.map((line, index) => {
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw errors.damagedLine(path, index + 1, cause);
    }
  });
}

/** The whole lines of a JSON-lines file. No file: no lines. @throws VEM_STORE_DAMAGED */
export async function readJsonLines(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return parseLines(path, wholeLines(text));
}

/**
 * A JSON-lines file without the lines that are not to be kept, and without a last one that was cut off; the others as
 * they are, byte for byte. Undefined if that is the file as it is.
 *
 * @throws VEM_STORE_DAMAGED
 */
export async function keptJsonLines(path: string, keep: (value: unknown) => boolean): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = wholeLines(text);
  const values = parseLines(path, lines);
  const kept = lines
    .filter((_, index) => keep(values[index]))
    .map((line) => `${line}\n`)
    .join('');
  return kept === text ? undefined : kept;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Like mkdir's own `recursive`, which never returns where the system refuses new folders without a reason (/proc). */
async function makeFolders(path: string): Promise<void> {
  const parent = dirname(path);
  if (parent !== path && !(await exists(parent))) await makeFolders(parent);
  await mkdir(path).catch(async (cause: unknown) => {
    if (systemCode(cause) !== 'EEXIST' || !(await isFolder(path))) throw cause;
  });
}

/** Makes a folder, parents included, and tries to write into it; one that is there already is fine. @throws VEM_OUT_UNUSABLE */
export async function makeFolder(path: string): Promise<void> {
  const probe = join(path, `.vem-${process.pid}`);
  try {
    await makeFolders(path);
    await (await open(probe, 'w')).close();
    await rm(probe);
  } catch (cause) {
    throw errors.outUnusable(path, cause);
  }
}

/** Makes the first of the named folders that is not there yet. @throws VEM_OUT_UNUSABLE */
export async function makeFreshFolder(names: Iterable<string>): Promise<string> {
  for (const path of names) {
    await makeFolder(dirname(path));
    try {
      await mkdir(path);
      return path;
    } catch (cause) {
      if (systemCode(cause) !== 'EEXIST') throw errors.outUnusable(path, cause);
    }
  }
  throw new Error('ran out of folder names');
}

/** `base-<first>`, `base-<first + 1>`, … without end. */
export function* numbered(base: string, first: number): Generator<string, never> {
  for (let number = first; ; number++) yield `${base}-${number}`;
}

/** The first of `base-2`, `base-3`, … that is not there: to offer in an error. */
export async function freeName(base: string): Promise<string> {
  for (const name of numbered(base.replace(/\/+$/, ''), 2)) if (!(await exists(name))) return name;
  return base;
}
