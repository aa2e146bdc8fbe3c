import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import * as errors from './storeErrors.js';
import { systemCode } from './system.js';

/** How many names are tried: somebody may have taken one, by accident or to be written through. */
const NAMES = 100;
let used = 0;

/** A file under a name beside its own, which it takes when it is whole. */
export interface Temporary {
  readonly path: string;
  readonly handle: FileHandle;
  /** To the disk, and into its place. @throws VEM_STORE_WRITE */
  readonly commit: () => Promise<void>;
  /** Away with it. */
  readonly discard: () => Promise<void>;
}

/**
 * Makes a new file beside another. It is new for certain: a file or link that stands there is never written to.
 *
 * @throws VEM_STORE_WRITE
 */
export async function createTemporary(target: string): Promise<Temporary> {
  for (let attempt = 0; ; attempt++) {
    const path = `${target}.${process.pid}-${++used}.tmp`;
    try {
      const handle = await open(path, 'wx');
      return { path, handle, ...ending(path, target, handle) };
    } catch (cause) {
      if (systemCode(cause) !== 'EEXIST' || attempt === NAMES) throw errors.writeFailed(target, cause);
    }
  }
}

function ending(path: string, target: string, handle: FileHandle): Pick<Temporary, 'commit' | 'discard'> {
  let closed = false;
  const close = async () => {
    if (!closed) await handle.close();
    closed = true;
  };
  const discard = async () => {
    await close().catch(() => undefined);
    await rm(path, { force: true }).catch(() => undefined);
  };
  const commit = async () => {
    try {
      await handle.sync();
      await close();
      await rename(path, target);
    } catch (cause) {
      await discard();
      throw errors.writeFailed(target, cause);
    }
  };
  return { commit, discard };
}

/** Whether a name is that of a temporary of one of these files. */
export function isTemporaryOf(name: string, files: readonly string[]): boolean {
  const match = /^(.*)\.\d+-\d+\.tmp$/.exec(name);
  return match !== null && files.map((file) => basename(file)).includes(match[1]);
}
