import type { FileHandle } from 'node:fs/promises';
import * as errors from './storeErrors.js';
import { openToRead } from './system.js';
import { createTemporary, type Temporary } from './temporary.js';

/** One line of a file of JSON lines, as it is there and as what it says. */
export interface StoredLine {
  /** With its line feed. */
  readonly bytes: Buffer;
  /** From 1. */
  readonly number: number;
  /** Undefined where the line is no JSON. */
  readonly value: unknown;
}

const LINE_FEED = 0x0a;
/** Longer lines are none of ours; they are not taken apart. */
const LONGEST_LINE = 2 ** 26;

function parsed(bytes: Buffer): unknown {
  if (bytes.length > LONGEST_LINE) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * The whole lines of a file, one after the other, however long the file is; a last line that was cut off by a crash is left
 * out, and so are empty ones. No file: no lines.
 *
 * @throws VEM_STORE_READ
 */
export async function* storedLines(path: string): AsyncGenerator<StoredLine> {
  const file = await openToRead(path);
  if (file === undefined) return;
  let number = 1;
  let begun: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        const bytes = Buffer.concat([...begun, chunk.subarray(from, at + 1)]);
        begun = [];
        length = 0;
        from = at + 1;
        if (bytes.length > 1) yield { bytes, number, value: parsed(bytes) };
        number++;
      }
      length += chunk.length - from;
      // Of a line without end, such as a block of zeros after a power cut, only so much is kept as is needed to know it.
      if (length <= 2 * LONGEST_LINE) begun.push(Buffer.from(chunk.subarray(from)));
    }
  } catch (cause) {
    throw errors.readFailed(path, cause);
  } finally {
    await file.close();
  }
}

/**
 * Takes lines that are not to be kept out of a file, and a last one that was cut off; the others stay as they are, byte for
 * byte. What is no JSON goes too if nothing that is to be kept stands behind it: then it was written later than all that
 * counts. Nothing is changed until the new file, if there has to be one, is committed.
 *
 * @throws VEM_STORE_DAMAGED, VEM_STORE_READ, VEM_STORE_WRITE
 */
export async function withoutLines(path: string, keep: (value: unknown) => boolean): Promise<readonly Temporary[]> {
  let damaged: number | undefined;
  let kept = 0;
  for await (const { bytes, number, value } of storedLines(path)) {
    if (value === undefined) damaged ??= number;
    else if (keep(value)) {
      if (damaged !== undefined) throw errors.damagedLine(path, damaged, new Error('it cannot be read'));
      kept += bytes.length;
    }
  }
  if (kept === (await sizeOf(path))) return [];
  const file = await createTemporary(path);
  await copyKept(path, keep, file.handle).catch(async (cause: unknown) => {
    await file.discard();
    throw errors.writeFailed(path, cause);
  });
  return [file];
}

async function copyKept(path: string, keep: (value: unknown) => boolean, to: FileHandle): Promise<void> {
  for await (const { bytes, value } of storedLines(path))
    if (value !== undefined && keep(value)) await to.writeFile(bytes);
}

async function sizeOf(path: string): Promise<number> {
  const file = await openToRead(path);
  if (file === undefined) return 0;
  const { size } = await file.stat();
  await file.close();
  return size;
}
