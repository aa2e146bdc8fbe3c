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

export const outTaken = (path: string, holds: string, fresh: string) =>
  new VemError(
    `Output folder "${path}": it already holds ${holds}, and nothing is overwritten. Choose another: --out ${fresh}`,
    {
      code: 'VEM_OUT_TAKEN',
      path,
      hint: `--out ${fresh}`,
      exitStatus: USAGE,
    },
  );

export const writeFailed = (path: string, cause: unknown) =>
  new VemError(`File "${path}": it could not be written: ${reason(cause)}. What was written before is whole.`, {
    code: 'VEM_STORE_WRITE',
    path,
    received: systemCode(cause) || undefined,
    cause,
  });

export const notARun = (path: string) =>
  new VemError(`"${path}": there is no run in it (no config.json). Name a folder that \`vem train\` wrote.`, {
    code: 'VEM_RUN_NOT_FOUND',
    path,
    exitStatus: USAGE,
  });

export const noResults = (path: string) =>
  new VemError(
    `"${path}": there are neither results nor finished runs in it. Name a folder that \`vem compare\` or \`vem train\` wrote.`,
    { code: 'VEM_RESULTS_NOT_FOUND', path, exitStatus: USAGE },
  );

export const damagedFile = (path: string, cause: unknown) =>
  new VemError(`File "${path}": its content is not what vem writes: ${reason(cause)}.`, {
    code: 'VEM_STORE_DAMAGED',
    path,
    cause,
  });
