import { VemError } from '@vem/compiler';

const USAGE = 2;

const codeOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

// --- Reading -------------------------------------------------------------------------------------------------------

/** There is nothing at the place a checkpoint was asked from. */
export const checkpointMissing = (directory: string) =>
  new VemError(
    `Checkpoint "${directory}": there is no such directory. Check the path; a run leaves its checkpoint where \`save\` or \`--out\` said.`,
    { code: 'VEM_CHECKPOINT_MISSING', path: directory, exitStatus: USAGE },
  );

/** What is there is not a directory. */
export const checkpointIsFile = (directory: string) =>
  new VemError(
    `Checkpoint "${directory}": a checkpoint is a directory, found a file. Name the directory that holds \`manifest.json\`.`,
    { code: 'VEM_CHECKPOINT_IS_FILE', path: directory, received: 'a file', exitStatus: USAGE },
  );

/** A directory that vem did not write. */
export const notACheckpoint = (directory: string, found: string) =>
  new VemError(
    `Checkpoint "${directory}": a checkpoint has a \`manifest.json\` written by vem, found ${found}. Name the directory that \`save\` or \`--out\` wrote.`,
    { code: 'VEM_CHECKPOINT_NOT_A_CHECKPOINT', path: directory, received: found, exitStatus: USAGE },
  );

/** Written in a format that this version does not know. */
export const formatVersionUnknown = (directory: string, known: number, received: unknown) =>
  new VemError(
    `Checkpoint "${directory}": this version of vem reads checkpoint format ${known}, received format ${JSON.stringify(received)}. Read it with the version of vem that its manifest names under "createdBy".`,
    { code: 'VEM_CHECKPOINT_VERSION', path: directory, received },
  );

/** A checkpoint of another kind than the reader can use. */
export const wrongKind = (directory: string, expected: string, received: string) =>
  new VemError(
    `Checkpoint "${directory}": expected a checkpoint of kind "${expected}", found one of kind "${received}". Name a directory of kind "${expected}".`,
    { code: 'VEM_CHECKPOINT_KIND', path: directory, received, exitStatus: USAGE },
  );

/** A file that the manifest lists is not there. */
export const fileMissing = (file: string) =>
  new VemError(
    `Checkpoint file "${file}": the checkpoint needs it, but it is not there. Copy the checkpoint again as a whole, or use an earlier one.`,
    { code: 'VEM_CHECKPOINT_FILE_MISSING', path: file },
  );

/** A file is not what was written: cut short, or changed on disk. */
export const fileDamaged = (file: string, expected: string, received: string) =>
  new VemError(
    `Checkpoint file "${file}": it must be what was written, ${expected}, found ${received}. Copy the checkpoint again as a whole, or use an earlier one.`,
    { code: 'VEM_CHECKPOINT_DAMAGED', path: file, received },
  );

/** The bytes are no safetensors file. */
export const tensorsInvalid = (source: string, rule: string, received: unknown) =>
  new VemError(
    `Tensor file "${source}": ${rule}, received ${JSON.stringify(received)}. Write it with \`encodeSafetensors\` or the safetensors library.`,
    { code: 'VEM_CHECKPOINT_TENSORS', path: source, received },
  );

/** What the operating system said while a checkpoint was read, as a coded error. Coded errors pass unchanged. */
export function readError(path: string, cause: unknown): VemError {
  if (cause instanceof VemError) return cause;
  return new VemError(
    `Checkpoint "${path}": it must be readable, but the system says: ${messageOf(cause)}. Check its permissions and the disk.`,
    { code: 'VEM_CHECKPOINT_UNREADABLE', path, received: codeOf(cause), cause },
  );
}

// --- Writing -------------------------------------------------------------------------------------------------------

/** A name that could leave the directory or clash with the manifest. */
export const fileNameInvalid = (name: string) =>
  new VemError(
    `Checkpoint file name ${JSON.stringify(name)}: letters, digits and "._@-" make a name, with a letter or digit first and "manifest.json" taken. Choose another name.`,
    { code: 'VEM_CHECKPOINT_FILE_NAME', path: name, received: name },
  );

const noRoom = (path: string, cause: unknown) =>
  new VemError(
    `Output "${path}": the disk must have room, but it is full. Free some space or choose another place; what was there before is unchanged.`,
    { code: 'VEM_OUTPUT_DISK_FULL', path, received: codeOf(cause), cause },
  );

const notPermitted = (path: string, cause: unknown) =>
  new VemError(
    `Output "${path}": it must be writable, but the system says: ${messageOf(cause)}. Change its permissions or choose another place.`,
    { code: 'VEM_OUTPUT_PERMISSION', path, received: codeOf(cause), exitStatus: USAGE, cause },
  );

/** Something that is not a directory stands at the path or at one of its parents. */
export const outputIsFile = (path: string, cause?: unknown) =>
  new VemError(`Output "${path}": it must be a directory, found a file there or on the way. Choose another place.`, {
    code: 'VEM_OUTPUT_IS_FILE',
    path,
    received: 'a file',
    exitStatus: USAGE,
    cause,
  });

/** A directory with other content, which replacing would destroy. */
export const outputForeign = (path: string, found: string) =>
  new VemError(
    `Output "${path}": only an empty directory or an earlier checkpoint is replaced, found ${found}. Choose another place, or move what is there.`,
    { code: 'VEM_OUTPUT_FOREIGN', path, received: found, exitStatus: USAGE },
  );

const outputFailed = (path: string, cause: unknown) =>
  new VemError(
    `Output "${path}": it must be writable as a whole, but the system says: ${messageOf(cause)}. Check the disk; a mount point cannot be replaced, a folder inside it can.`,
    { code: 'VEM_OUTPUT_FAILED', path, received: codeOf(cause), cause },
  );

/** Longer than the process or the file system allows: `ulimit -f`, FAT. */
const tooLong = (path: string, cause: unknown) =>
  new VemError(
    `Output "${path}": the files of a checkpoint must fit, but one is longer than this process (\`ulimit -f\`) or file system allows. Raise the limit or choose another place; what was there before is unchanged.`,
    { code: 'VEM_OUTPUT_FAILED', path, received: codeOf(cause), cause },
  );

const BY_SYSTEM_CODE: Readonly<Record<string, (path: string, cause: unknown) => VemError>> = {
  ENOSPC: noRoom,
  EDQUOT: noRoom,
  EFBIG: tooLong,
  EACCES: notPermitted,
  EPERM: notPermitted,
  EROFS: notPermitted,
  ENOTDIR: outputIsFile,
  EEXIST: outputIsFile,
};

/**
 * What the operating system said while something was written, as a coded error: VEM_OUTPUT_DISK_FULL,
 * VEM_OUTPUT_PERMISSION, VEM_OUTPUT_IS_FILE or, for all else, VEM_OUTPUT_FAILED. Coded errors pass unchanged.
 */
export function outputError(path: string, cause: unknown): VemError {
  if (cause instanceof VemError) return cause;
  return (BY_SYSTEM_CODE[codeOf(cause) ?? ''] ?? outputFailed)(path, cause);
}

/** Whether the operating system says that nothing is there. */
export const isAbsent = (cause: unknown): boolean => codeOf(cause) === 'ENOENT';

/** Whether the operating system says that a file was expected. */
export const isDirectory = (cause: unknown): boolean => codeOf(cause) === 'EISDIR';

/** Whether the operating system says that a directory was expected. */
export const isNotDirectory = (cause: unknown): boolean => codeOf(cause) === 'ENOTDIR';
