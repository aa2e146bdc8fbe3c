import { realpath, stat } from 'node:fs/promises';
import { join, resolve as resolvePath, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve as resolveModule } from 'import-meta-resolve';
import { packageJsonIn } from './packageJson.js';
import * as errors from './pluginsErrors.js';

/** `./x`, `../x`, `/x`, `x.js`, `file:…` and, on Windows, `C:\x` are paths; all else is the name of a package. */
const isPath = (name: string): boolean =>
  /^(?:\.{1,2}(?:[/\\]|$)|[/\\]|file:|[A-Za-z]:[/\\])/.test(name) || /\.(?:[cm]?[jt]s|json)$/.test(name);

const kindOf = (path: string) =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );

/** The module that a package name means to modules in a folder. */
const inFolder = (name: string, folder: string): string =>
  fileURLToPath(resolveModule(name, pathToFileURL(folder + sep).href));

/** The module that the package in a folder begins with. */
async function entryOf(folder: string): Promise<string> {
  const own = await packageJsonIn(folder);
  if (own === undefined) return join(folder, 'index.js');
  try {
    // A package may name itself if it has `exports`.
    return inFolder(own.name, folder);
  } catch {
    return join(folder, own.entry ?? 'index.js');
  }
}

/**
 * The module that plugins are named by: the path of a file or of a package's folder, or a package's name.
 *
 * @param name - as the user wrote it
 * @param folder - absolute; where relative paths begin and packages are looked for
 * @param by - who named it, for errors
 * @returns absolute path of a file
 * @throws VEM_PLUGINS_NOT_FOUND
 */
export async function locate(name: string, folder: string, by: string): Promise<string> {
  try {
    const path = isPath(name)
      ? resolvePath(folder, name.startsWith('file:') ? fileURLToPath(name) : name)
      : inFolder(name, folder);
    const kind = await kindOf(path);
    const file = kind === 'folder' ? await entryOf(path) : path;
    return await realpath(file);
  } catch (cause) {
    throw errors.pluginsNotFound(name, folder, by, isPath(name), cause);
  }
}

/** What a run records as the origin: names as they are, paths in full. */
export const originFrom = (name: string, file: string): string => (isPath(name) ? file : name);
