import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileContent, readText, synchroniseDirectory, writeDurably } from './files.js';
import { type FileEntry, MANIFEST, manifestText, parseManifest, requireFileName } from './manifest.js';
import { exists, kindOf, type Places, placesOf, recover, retire } from './places.js';
import * as errors from './storageErrors.js';

export interface CheckpointContent {
  /** What it holds, e.g. `run`; readers ask for a kind. */
  readonly kind: string;
  /** By name; names are letters, digits and `._@-`, without folders. */
  readonly files: Readonly<Record<string, FileContent>>;
  /** Plain JSON. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Writes a checkpoint so that at every moment, whatever happens, the directory holds a whole one: files go to a
 * directory beside it and on to the disk, the manifest last; then the predecessor makes room and the successor takes
 * its place. Other files in the directory stay. One process at a time may write to a directory; any number may read.
 *
 * @throws VEM_OUTPUT_DISK_FULL, VEM_OUTPUT_PERMISSION, VEM_OUTPUT_IS_FILE, VEM_OUTPUT_FOREIGN, VEM_OUTPUT_FAILED,
 *   VEM_CHECKPOINT_FILE_NAME; a predecessor is still there then
 */
export function writeCheckpoint(directory: string, { kind, files, metadata }: CheckpointContent): void {
  for (const name of Object.keys(files)) requireFileName(name);
  try {
    const places = placesOf(directory);
    mkdirSync(dirname(places.target), { recursive: true });
    recover(places);
    requireReplaceable(directory, places.target);
    try {
      writeFiles(places.incoming, kind, files, metadata);
      replace(places);
    } catch (cause) {
      takeBack(places);
      throw cause;
    }
    retire(places);
  } catch (cause) {
    throw errors.outputError(directory, cause);
  }
}

function writeFiles(
  directory: string,
  kind: string,
  files: CheckpointContent['files'],
  metadata: CheckpointContent['metadata'],
): void {
  mkdirSync(directory);
  const entries: Record<string, FileEntry> = {};
  for (const [name, content] of Object.entries(files)) entries[name] = writeDurably(join(directory, name), content);
  writeDurably(join(directory, MANIFEST), manifestText(kind, metadata, entries));
  synchroniseDirectory(directory);
}

function replace({ target, incoming, outgoing }: Places): void {
  if (exists(target)) renameSync(target, outgoing);
  renameSync(incoming, target);
  synchroniseDirectory(dirname(target));
}

/** After a failure: the predecessor back to its place. What fails here, too, is put in order by the next write. */
function takeBack({ target, incoming, outgoing }: Places): void {
  try {
    if (!exists(target) && exists(outgoing)) renameSync(outgoing, target);
    rmSync(incoming, { recursive: true, force: true });
  } catch {
    // The first failure is the one to report.
  }
}

/** Only what vem wrote is replaced. */
function requireReplaceable(directory: string, target: string): void {
  const kind = kindOf(target);
  if (kind === 'other') throw errors.outputIsFile(directory);
  if (kind === 'absent') return;
  const entries = readdirSync(target);
  if (entries.length === 0) return;
  if (!entries.includes(MANIFEST))
    throw errors.outputForeign(directory, `a directory with ${entries.slice(0, 3).join(', ')}`);
  const text = readText(join(target, MANIFEST));
  try {
    parseManifest(directory, text);
  } catch {
    throw errors.outputForeign(directory, `a directory with an unusable ${MANIFEST}`);
  }
}
