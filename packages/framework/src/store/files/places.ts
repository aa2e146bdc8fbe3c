import { lstatSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readText } from './files.js';
import { MANIFEST, type Manifest, parseManifest } from './manifest.js';
import { isAbsent, isDirectory, isNotDirectory } from './storageErrors.js';

/** Where a checkpoint is, and where its successor and predecessor are while one replaces the other. */
export interface Places {
  readonly target: string;
  /** Holds a successor while it is written. */
  readonly incoming: string;
  /** Holds the predecessor from the moment that it makes room until the successor stands in its place. */
  readonly outgoing: string;
}

/** Links are followed, so that a checkpoint behind one is replaced where it is. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export function placesOf(directory: string): Places {
  const target = realPath(resolve(directory));
  const beside = (suffix: string) => join(dirname(target), `.${basename(target)}.${suffix}`);
  return { target, incoming: beside('new'), outgoing: beside('old') };
}

export type Kind = 'directory' | 'other' | 'absent';

/** What stands at a path. */
export function kindOf(path: string): Kind {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'other';
  } catch (cause) {
    if (isAbsent(cause)) return 'absent';
    if (isNotDirectory(cause)) return 'other';
    throw cause;
  }
}

/** The manifest in a directory if it has a sound one. @throws what the system says where it cannot be read */
function soundManifest(directory: string): Manifest | undefined {
  let text: string;
  try {
    text = readText(join(directory, MANIFEST));
  } catch (cause) {
    // One that is there but cannot be read says nothing about what it lists, and least of all that it lists nothing.
    if (isAbsent(cause) || isNotDirectory(cause) || isDirectory(cause)) return undefined;
    throw cause;
  }
  try {
    return parseManifest(directory, text);
  } catch {
    return undefined;
  }
}

/** Whether a directory has a sound manifest and every file that it lists, in full length. */
export function isWhole(directory: string): boolean {
  const manifest = soundManifest(directory);
  if (!manifest) return false;
  return Object.entries(manifest.files).every(
    ([name, { bytes }]) => statSync(join(directory, name), { throwIfNoEntry: false })?.size === bytes,
  );
}

/**
 * The directory to read: the target or, if its replacement was interrupted, the successor if it is whole, else the
 * predecessor. Nothing is moved: the next write does that.
 */
export function readablePlace({ target, incoming, outgoing }: Places): string {
  if (kindOf(target) !== 'absent') return target;
  if (isWhole(incoming)) return incoming;
  if (kindOf(outgoing) === 'directory') return outgoing;
  // Meanwhile another process may have finished its replacement.
  return target;
}

/** Empties a predecessor's place: what the checkpoint did not write moves on to the successor, the rest goes. */
export function retire({ target, outgoing }: Places): void {
  if (!exists(outgoing)) return;
  // Without a manifest the files are leftovers of a removal that was interrupted: what was to move on has done so.
  const manifest = soundManifest(outgoing);
  const foreign = manifest
    ? readdirSync(outgoing).filter((entry) => entry !== MANIFEST && !(entry in manifest.files))
    : [];
  for (const entry of foreign) {
    if (!exists(join(target, entry))) renameSync(join(outgoing, entry), join(target, entry));
  }
  rmSync(outgoing, { recursive: true, force: true });
}

/** Finishes or takes back a replacement that was interrupted, so that the target is the newest whole checkpoint. */
export function recover(places: Places): void {
  const { target, incoming, outgoing } = places;
  if (!exists(target)) {
    if (isWhole(incoming)) renameSync(incoming, target);
    else if (exists(outgoing)) renameSync(outgoing, target);
  }
  retire(places);
  rmSync(incoming, { recursive: true, force: true });
}

/** Whether anything stands at a path, a dangling link included. */
export function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (cause) {
    if (isAbsent(cause)) return false;
    throw cause;
  }
}
