import { statSync } from 'node:fs';
import { join } from 'node:path';
import { checksum, readText, readWhole } from './files.js';
import { type FileEntry, MANIFEST, type Manifest, parseManifest } from './manifest.js';
import { kindOf, placesOf, readablePlace } from './places.js';
import * as errors from './storageErrors.js';

export interface Checkpoint {
  readonly manifest: Manifest;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export interface ReadOptions {
  /** The kind that the reader can use; any if left out. */
  readonly kind?: string;
  /** Read and verify only these files; all if left out. */
  readonly only?: readonly string[];
}

/** How often a read begins anew because another process replaced the checkpoint under it. */
const MAX_READS = 100;

/**
 * Reads a checkpoint and verifies every file that it returns against the manifest. A replacement that was interrupted
 * or goes on meanwhile does not matter: what comes back is one whole checkpoint.
 *
 * @throws VEM_CHECKPOINT_MISSING, VEM_CHECKPOINT_IS_FILE, VEM_CHECKPOINT_NOT_A_CHECKPOINT, VEM_CHECKPOINT_VERSION,
 *   VEM_CHECKPOINT_KIND, VEM_CHECKPOINT_FILE_MISSING, VEM_CHECKPOINT_DAMAGED, VEM_CHECKPOINT_UNREADABLE
 */
export function readCheckpoint(directory: string, options: ReadOptions = {}): Checkpoint {
  return whileUnchanged(directory, (place) => {
    const manifest = readManifestAt(place, options.kind);
    const names = options.only ?? Object.keys(manifest.files);
    const files = names.map((name) => [name, readFile(join(place, name), manifest.files[name])] as const);
    return { manifest, files: Object.fromEntries(files) };
  });
}

/** Reads and verifies the manifest only; errors as of `readCheckpoint`. */
export function readManifest(directory: string, kind?: string): Manifest {
  return whileUnchanged(directory, (place) => readManifestAt(place, kind));
}

/** Reads again when a read failed because the directory was replaced under it. */
function whileUnchanged<T>(directory: string, read: (place: string) => T): T {
  try {
    for (let reads = 1; ; reads++) {
      const places = placesOf(directory);
      const place = readablePlace(places);
      const before = identity(place);
      try {
        return read(place === places.target ? directory : place);
      } catch (cause) {
        if (reads === MAX_READS || identity(readablePlace(places)) === before) throw cause;
      }
    }
  } catch (cause) {
    throw errors.readError(directory, cause);
  }
}

/** Differs when another directory stands at the path. */
function identity(path: string): string {
  if (kindOf(path) !== 'directory') return 'none';
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.ino}:${found.ctimeNs}` : 'none';
}

function readManifestAt(directory: string, kind: string | undefined): Manifest {
  const manifest = parseManifest(directory, manifestTextAt(directory));
  if (kind !== undefined && manifest.kind !== kind) throw errors.wrongKind(directory, kind, manifest.kind);
  return manifest;
}

function manifestTextAt(directory: string): string {
  const kind = kindOf(directory);
  if (kind === 'absent') throw errors.checkpointMissing(directory);
  if (kind === 'other') throw errors.checkpointIsFile(directory);
  try {
    return readText(join(directory, MANIFEST));
  } catch (cause) {
    if (errors.isAbsent(cause)) throw errors.notACheckpoint(directory, 'none');
    throw errors.readError(join(directory, MANIFEST), cause);
  }
}

function readFile(path: string, entry: FileEntry | undefined): Uint8Array {
  if (!entry) throw errors.fileMissing(path);
  const content = contentAt(path);
  if (content.length !== entry.bytes) throw errors.fileDamaged(path, `${entry.bytes} bytes`, `${content.length} bytes`);
  const found = checksum(content);
  if (found !== entry.sha256) throw errors.fileDamaged(path, `sha256 ${entry.sha256}`, `sha256 ${found}`);
  return content;
}

function contentAt(path: string): Uint8Array {
  try {
    return readWhole(path);
  } catch (cause) {
    throw errors.isAbsent(cause) ? errors.fileMissing(path) : errors.readError(path, cause);
  }
}
