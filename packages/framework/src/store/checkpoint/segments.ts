import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ExperienceLog, LoggedRows } from '../../slots/data.js';
import type { ComponentState } from '../../state/stateful.js';
import { checksum, readWhole, synchroniseDirectory, writeDurably } from '../files/files.js';
import { decodeSafetensors, safetensorsChunks } from '../files/safetensors.js';
import * as errors from '../files/storageErrors.js';
import { statesOf, tensorsOf } from './stateTensors.js';

/** Beside the checkpoints that share it. */
export const SEGMENTS_FOLDER = 'segments';
export const SEGMENT_FILE = /^rows-\d{12}-[0-9a-f]{16}\.safetensors$/;

const PART = 'rows';

/** A file of rows that will not change any more. */
export const segmentSchema = z.strictObject({
  file: z.string().regex(SEGMENT_FILE),
  /** Number of the first row. */
  first: z.int().nonnegative(),
  rows: z.int().positive(),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Segment = z.infer<typeof segmentSchema>;

/** The segments of one folder of checkpoints. Files are named by their content, so none is ever changed. */
export class SegmentLog {
  readonly #folder: string;
  #segments: readonly Segment[];

  /** @param segments - those that are there already, as a checkpoint lists them */
  constructor(directory: string, segments: readonly Segment[] = []) {
    this.#folder = join(directory, SEGMENTS_FOLDER);
    this.#segments = segments;
  }

  /**
   * Writes what has become whole since the last call.
   *
   * @returns the segments of all rows that are remembered, and the first row that is in none
   * @throws VEM_OUTPUT_…
   */
  update(log: ExperienceLog): { readonly segments: readonly Segment[]; readonly from: number } {
    const { first, settled } = log.extent();
    const remembered = this.#segments.filter((segment) => segment.first + segment.rows > first);
    const segments = remembered.every((segment) => this.#isPresent(segment)) ? [...remembered] : [];
    const last = segments.at(-1);
    let from = last ? last.first + last.rows : first;
    const before = segments.length;
    try {
      for (; settled - from >= log.segmentRows; from += log.segmentRows)
        segments.push(this.#write(from, log.segmentRows, log.rows(from, from + log.segmentRows)));
      if (segments.length > before) synchroniseDirectory(this.#folder);
    } catch (cause) {
      throw errors.outputError(this.#folder, cause);
    }
    this.#segments = segments;
    return { segments, from };
  }

  #isPresent({ file, bytes }: Segment): boolean {
    return statSync(join(this.#folder, file), { throwIfNoEntry: false })?.size === bytes;
  }

  #write(first: number, rows: number, state: ComponentState): Segment {
    mkdirSync(this.#folder, { recursive: true });
    const name = `rows-${String(first).padStart(12, '0')}`;
    const incoming = join(this.#folder, `.${name}.new`);
    rmSync(incoming, { force: true });
    const { bytes, sha256 } = writeDurably(incoming, safetensorsChunks(tensorsOf([[PART, state]])));
    const file = `${name}-${sha256.slice(0, 16)}.safetensors`;
    renameSync(incoming, join(this.#folder, file));
    return { file, first, rows, bytes, sha256 };
  }
}

/** The logs of the folders that a run writes to. */
export class SegmentLogs {
  readonly #logs = new Map<string, SegmentLog>();

  of(directory: string): SegmentLog {
    const folder = resolve(directory);
    const log = this.#logs.get(folder) ?? new SegmentLog(folder);
    this.#logs.set(folder, log);
    return log;
  }

  /** What a checkpoint that was restored refers to is there already; what is known of other folders is not true any more. */
  remember(checkpoint: string, segments: readonly Segment[]): void {
    this.#logs.clear();
    const folder = dirname(resolve(checkpoint));
    this.#logs.set(folder, new SegmentLog(folder, segments));
  }
}

/**
 * Reads segments one by one, as they are asked for.
 *
 * @param directory - the folder of checkpoints
 * @throws VEM_CHECKPOINT_FILE_MISSING, VEM_CHECKPOINT_DAMAGED, VEM_CHECKPOINT_TENSORS
 */
export function* readSegments(directory: string, segments: readonly Segment[]): Generator<LoggedRows> {
  for (const { file, first, bytes, sha256 } of segments) {
    const path = join(directory, SEGMENTS_FOLDER, file);
    const content = contentAt(path);
    if (content.length !== bytes) throw errors.fileDamaged(path, `${bytes} bytes`, `${content.length} bytes`);
    const found = checksum(content);
    if (found !== sha256) throw errors.fileDamaged(path, `sha256 ${sha256}`, `sha256 ${found}`);
    yield { first, rows: statesOf(decodeSafetensors(content, path).tensors).get(PART) ?? {} };
  }
}

function contentAt(path: string): Uint8Array {
  try {
    return readWhole(path);
  } catch (cause) {
    throw errors.isAbsent(cause) ? errors.fileMissing(path) : errors.readError(path, cause);
  }
}
