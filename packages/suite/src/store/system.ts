import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import * as errors from './storeErrors.js';

/** What the operating system calls the failure, e.g. `EEXIST`. */
export const systemCode = (cause: unknown): unknown =>
  cause instanceof Error && 'code' in cause ? cause.code : undefined;

/** Whether the system says that nothing is there, and not that it may not be looked at. */
export const isAbsent = (cause: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(String(systemCode(cause)));

/**
 * Opens a file for reading; undefined only where there is none. What is there and cannot be read is an error, not an absent
 * file; a pipe or a device, which could be read for ever, is no file.
 *
 * @throws VEM_STORE_READ
 */
export async function openToRead(path: string): Promise<FileHandle | undefined> {
  let file: FileHandle | undefined;
  try {
    // Opening a pipe would wait for a writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!(await file.stat()).isFile()) throw new Error('it is a folder, a pipe or a device, not a file');
    return file;
  } catch (cause) {
    await file?.close();
    if (isAbsent(cause)) return undefined;
    throw errors.readFailed(path, cause);
  }
}
