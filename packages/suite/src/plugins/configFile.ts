import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersUp } from './packageJson.js';

/** Names of the file that says which packages commands in a folder and below it know, the first that is there. */
export const CONFIG_FILES = ['vem.config.js', 'vem.config.mjs', 'vem.config.json'] as const;

/** Files by which a folder is known that vem wrote: run, comparison, checkpoint. Each begins with its format. */
const WRITTEN = ['config.json', 'comparison.json', 'manifest.json'] as const;
const FORMAT = /^\s*\{\s*"format"\s*:\s*"vem-/;
/** Bytes at the beginning of a file that the format is looked for in. */
const HEAD = 256;

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

async function head(path: string): Promise<string> {
  // Opening a pipe would wait for who writes to it.
  const file = (await isFile(path)) ? await open(path, 'r').catch(() => undefined) : undefined;
  if (file === undefined) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}

async function isWritten(folder: string): Promise<boolean> {
  for (const name of WRITTEN) if (FORMAT.test(await head(join(folder, name)))) return true;
  return false;
}

async function configIn(folder: string): Promise<string | undefined> {
  for (const name of CONFIG_FILES) if (await isFile(join(folder, name))) return join(folder, name);
  return undefined;
}

export interface FoundConfig {
  /** Absolute path of the file that counts. */
  readonly file?: string;
  /** One that does not, because it lies in a folder of results, which others may have made. */
  readonly passedOver?: string;
}

/**
 * The `vem.config` of a folder or the nearest one above it. Those inside of folders of runs, comparisons and checkpoints
 * do not count: such folders come from elsewhere, and may not say what code is run.
 *
 * @param folder - absolute
 */
export async function findConfigFile(folder: string): Promise<FoundConfig> {
  let file: string | undefined;
  let passedOver: string | undefined;
  for (const above of foldersUp(folder)) {
    file ??= await configIn(above);
    if (!(await isWritten(above))) continue;
    passedOver ??= file;
    file = undefined;
  }
  return { ...(file === undefined ? {} : { file }), ...(passedOver === undefined ? {} : { passedOver }) };
}
