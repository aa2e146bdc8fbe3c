import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeFileSync } from 'node:fs';
import type { FileEntry } from './manifest.js';

/** Bytes per system call: some systems take less than 2 GiB at once. */
const PIECE_BYTES = 2 ** 26;

/** Content of a file: bytes, text (UTF-8), or pieces that follow each other. */
export type FileContent = Uint8Array | string | readonly Uint8Array[];

function* piecesOf(content: FileContent): Generator<Uint8Array> {
  const chunks =
    typeof content === 'string'
      ? [new TextEncoder().encode(content)]
      : content instanceof Uint8Array
        ? [content]
        : content;
  for (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
}

/** Writes a new file and waits until it is on the disk. */
export function writeDurably(path: string, content: FileContent): FileEntry {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = openSync(path, 'wx');
  try {
    for (const piece of piecesOf(content)) {
      writeFileSync(file, piece);
      hash.update(piece);
      bytes += piece.length;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** What systems say that cannot wait for the entries of a directory: some network and user-space file systems. */
const NOT_ASKED = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EBADF'];

/** Waits until the directory's entries are on the disk. Windows cannot and need not be asked to. */
export function synchroniseDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } catch (cause) {
    if (!NOT_ASKED.includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
  } finally {
    closeSync(directory);
  }
}

/** Longer texts than this are none of ours, and more than one string of JavaScript can hold. */
const LONGEST_TEXT = 2 ** 28;

/** A whole text file. @throws what `readWhole` throws, and where the text is too long to be one of ours */
export const readText = (path: string): string => new TextDecoder().decode(readWhole(path, LONGEST_TEXT));

/**
 * A whole file, however long.
 *
 * @param longest - bytes that it may have
 * @throws what the system says; also of pipes and devices, which could be read for ever
 */
export function readWhole(path: string, longest = Number.POSITIVE_INFINITY): Uint8Array {
  // Opening a pipe would wait for a writer.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(file);
    if (!found.isFile() && !found.isDirectory()) throw new Error('it is a pipe or a device, not a file');
    if (found.size > longest) throw new Error(`it has ${found.size} bytes, more than any that vem writes`);
    const content = new Uint8Array(found.size);
    let at = 0;
    while (at < content.length) {
      const count = readSync(file, content, at, Math.min(PIECE_BYTES, content.length - at), null);
      if (count === 0) break;
      at += count;
    }
    return content.subarray(0, at);
  } finally {
    closeSync(file);
  }
}

export const checksum = (content: Uint8Array): string => {
  const hash = createHash('sha256');
  for (const piece of piecesOf(content)) hash.update(piece);
  return hash.digest('hex');
};
