import { appendFile, link, lstat, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseJson } from '@vem/framework';
import { storedLines } from './lines.js';
import * as errors from './storeErrors.js';
import { isAbsent, openToRead, systemCode } from './system.js';
import { createTemporary, isTemporaryOf } from './temporary.js';

/** Whether anything is there; what cannot be looked at is. */
export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (cause) => !isAbsent(cause),
  );

/**
 * Whether something other than an empty folder stands at a path, a link to nowhere included. A device holds nothing: whoever
 * links a log to one does not want to keep it.
 *
 * @param as - what is to stand there: where a file is, an empty folder is in the way, too
 */
export async function isTaken(path: string, as: 'file' | 'folder' = 'folder'): Promise<boolean> {
  const found = await lstat(path).catch((cause: unknown) => (isAbsent(cause) ? undefined : 'unknown'));
  if (found === undefined) return false;
  if (found === 'unknown') return true;
  if (found.isSymbolicLink()) {
    const target = await stat(path).catch(() => undefined);
    return target === undefined || !target.isCharacterDevice();
  }
  if (!found.isDirectory() || as === 'file') return true;
  return readdir(path).then(
    (names) => names.length > 0,
    () => true,
  );
}

/**
 * Removes what calls of `writeWhole` and `writeNew` for these files left behind in a folder when their process was killed.
 * Nothing else is touched: users keep files of their own beside ours.
 */
export async function removeTemporaries(folder: string, files: readonly string[]): Promise<void> {
  for (const name of await readdir(folder))
    if (isTemporaryOf(name, files)) await rm(join(folder, name), { force: true }).catch(() => undefined);
}

/** Writes a file as a whole or not at all: under a temporary name, synced, then renamed. @throws VEM_STORE_WRITE */
export async function writeWhole(path: string, text: string | Uint8Array): Promise<void> {
  const temporary = await createTemporary(path);
  try {
    await temporary.handle.writeFile(text);
  } catch (cause) {
    await temporary.discard();
    throw errors.writeFailed(path, cause);
  }
  await temporary.commit();
}

/** Like `writeWhole`, but false, and nothing written, if the file is there already, even if two processes try at once. */
export async function writeNew(path: string, text: string): Promise<boolean> {
  const temporary = await createTemporary(path);
  try {
    await temporary.handle.writeFile(text);
    await temporary.handle.sync();
    await link(temporary.path, path).catch(async (cause: unknown) => {
      if (systemCode(cause) === 'EEXIST') throw cause;
      // exFAT, some network and user-space file systems give files no second names, and each says so in its own way.
      await writeExclusively(path, text);
    });
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw errors.writeFailed(path, cause);
  } finally {
    await temporary.discard();
  }
}

/** Of two processes one gets the name; for a moment, others may see a part of the content. */
async function writeExclusively(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
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

/** Longer JSON than this is none of ours, and more than one string of JavaScript can hold. */
const LONGEST_JSON = 2 ** 28;

/** The text of a file; undefined only where there is none. @throws VEM_STORE_READ */
export async function readText(path: string): Promise<string | undefined> {
  const file = await openToRead(path);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size > LONGEST_JSON) throw new Error(`it has ${size} bytes, more than any that vem writes`);
    return await file.readFile('utf8');
  } catch (cause) {
    throw errors.readFailed(path, cause);
  } finally {
    await file.close();
  }
}

/** @throws VEM_STORE_DAMAGED, VEM_STORE_READ; undefined where there is no such file */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  try {
    return parseJson(text);
  } catch (cause) {
    throw errors.damagedFile(path, cause);
  }
}

/** What the whole lines of a JSON-lines file say. No file: nothing. @throws VEM_STORE_DAMAGED, VEM_STORE_READ */
export async function readJsonLines(path: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { value, number } of storedLines(path)) {
    if (value === undefined) throw errors.damagedLine(path, number, new Error('it cannot be read'));
    values.push(value);
  }
  return values;
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
  try {
    await makeFolders(path);
    await (await createTemporary(join(path, '.vem'))).discard();
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

/** How many names are tried for an offer. */
const NAMES = 1000;

/** The first of `base-2`, `base-3`, … that is not there: to offer in an error. */
export async function freeName(base: string): Promise<string> {
  const start = base.replace(/\/+$/, '');
  for (let number = 2; number < NAMES; number++) if (!(await exists(`${start}-${number}`))) return `${start}-${number}`;
  return `${start}-new`;
}
