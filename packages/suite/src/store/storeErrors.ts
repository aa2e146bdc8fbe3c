import { VemError } from '@vem/framework';

const USAGE = 2;

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'something on the way is a file, not a folder',
  EEXIST: 'it is a file, not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'the file system does not take new folders there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  EFBIG: 'it would be longer than this process or file system allows',
  EISDIR: 'it is a folder, not a file',
  EIO: 'the disk has an error',
};

const systemCode = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

const reason = (cause: unknown): string =>
  REASONS[systemCode(cause)] ?? (cause instanceof Error ? cause.message : String(cause));

export const outUnusable = (path: string, cause: unknown) =>
  new VemError(`Output folder "${path}": it cannot be written: ${reason(cause)}. Choose another --out.`, {
    code: 'VEM_OUT_UNUSABLE',
    path,
    received: systemCode(cause) || undefined,
    exitStatus: USAGE,
    cause,
  });

/** @param goOn - the command that continues what is there, if it can be continued */
export const outTaken = (path: string, holds: string, fresh: string, goOn?: string) =>
  new VemError(
    `Output folder "${path}": it already holds ${holds}, and nothing is overwritten. ${goOn === undefined ? 'Choose' : `Continue it by \`${goOn}\`, or choose`} another: --out ${fresh}`,
    {
      code: 'VEM_OUT_TAKEN',
      path,
      received: holds,
      hint: `--out ${fresh}`,
      exitStatus: USAGE,
    },
  );

export const folderInUse = (path: string, { pid, host }: { pid: number; host: string }, lock: string) =>
  new VemError(
    `Folder "${path}": only one process may write to it, and process ${pid} on ${host} does. Wait until it has ended, or end it; if it is gone for certain, delete "${lock}".`,
    { code: 'VEM_FOLDER_IN_USE', path, received: `process ${pid} on ${host}` },
  );

export const planUnreadable = (path: string, why: string) =>
  new VemError(`Plan "${path}": it cannot be used: ${why}. Name a file that \`vem plan\` wrote.`, {
    code: 'VEM_PLAN_UNREADABLE',
    path,
    exitStatus: USAGE,
  });

export const writeFailed = (path: string, cause: unknown) =>
  new VemError(`File "${path}": it could not be written: ${reason(cause)}. What was written before is whole.`, {
    code: 'VEM_STORE_WRITE',
    path,
    received: systemCode(cause) || undefined,
    cause,
  });

export const readFailed = (path: string, cause: unknown) =>
  new VemError(
    `File "${path}": it is there, but it could not be read: ${reason(cause)}. Give this process the right to read it, or move it away.`,
    { code: 'VEM_STORE_READ', path, received: systemCode(cause) || undefined, cause },
  );

/** A lock that says nothing and cannot be taken away. */
export const lockUnreadable = (folder: string, lock: string) =>
  new VemError(
    `Folder "${folder}": only one process may write to it, and who does is written in "${lock}", which cannot be read. If no process works there, delete it.`,
    { code: 'VEM_FOLDER_IN_USE', path: folder, received: lock },
  );

/** Files of a folder that cannot be of one run. */
export const mixedRun = (folder: string, what: string, expected: unknown, received: unknown) =>
  new VemError(
    `Run "${folder}": all files in it must be of one run, but by its config.json ${what} is ${JSON.stringify(expected)}, and by another file there ${JSON.stringify(received)}. Somebody changed or mixed them; restore the folder from a copy.`,
    { code: 'VEM_RUN_MIXED', path: folder, received },
  );

export const notARun = (path: string) =>
  new VemError(
    `"${path}": there is no run in it (no config.json). Name a folder that \`vem train\` wrote; a comparison goes on by \`vem compare --resume --out <dir>\`.`,
    {
      code: 'VEM_RUN_NOT_FOUND',
      path,
      exitStatus: USAGE,
    },
  );

export const noResults = (path: string) =>
  new VemError(
    `"${path}": there are neither results nor finished runs in it. Name a folder that \`vem compare\` or \`vem train\` wrote.`,
    { code: 'VEM_RESULTS_NOT_FOUND', path, exitStatus: USAGE },
  );

export const damagedFile = (path: string, cause: unknown) =>
  new VemError(`File "${path}": its content is not what vem writes: ${reason(cause)}. Restore the file from a copy.`, {
    code: 'VEM_STORE_DAMAGED',
    path,
    cause,
  });

export const damagedLine = (path: string, line: number, cause: unknown) =>
  new VemError(
    `File "${path}", line ${line}: it is not the JSON that vem writes: ${reason(cause)}. Restore the file from a copy, or delete that line.`,
    { code: 'VEM_STORE_DAMAGED', path, received: `line ${line}`, cause },
  );
