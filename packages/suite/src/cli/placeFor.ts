import { lstat, realpath, stat } from 'node:fs/promises';

/**
 * Where a file goes that is written as a whole: a regular file or a free name; through a link to one, where it leads.
 *
 * @param refused - makes the error of a place that is something else
 */
export async function placeFor(file: string, refused: (file: string, what: string) => Error): Promise<string> {
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined || found.isFile()) return file;
  if (found.isSymbolicLink()) {
    const target = await realpath(file).catch(() => undefined);
    if (target !== undefined && (await stat(target)).isFile()) return target;
    throw refused(file, 'a link to nothing that is a file');
  }
  throw refused(file, found.isDirectory() ? 'a folder' : 'a pipe or a device');
}
