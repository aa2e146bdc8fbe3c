import { readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Manifest, readManifest } from '../files/directory.js';
import { isWhole, kindOf, placesOf, readablePlace } from '../files/places.js';
import { outputError } from '../files/storageErrors.js';
import * as errors from './checkpointErrors.js';
import { resumeMetadata } from './format.js';
import { SEGMENT_FILE, SEGMENTS_FOLDER } from './segments.js';

/** A checkpoint in a folder of them. */
export interface StoredCheckpoint {
  /** Where it is. */
  readonly directory: string;
  /** Environment steps that the run had done. */
  readonly envSteps: number;
}

/** Twelve digits: the names sort like the numbers. */
const NAME = /^at-(\d{12})$/;
/** What an interrupted replacement leaves beside a checkpoint. */
const ASIDE = /^\.(at-\d{12})\.(?:new|old)$/;
const SEGMENT_ASIDE = /^\.rows-\d{12}\.new$/;

export const checkpointName = (envSteps: number): string => `at-${String(envSteps).padStart(12, '0')}`;

/** Where the policy of the best evaluation so far is kept. */
export const BEST_FOLDER = 'best';

function entriesOf(directory: string): readonly string[] {
  return kindOf(directory) === 'directory' ? readdirSync(directory) : [];
}

/**
 * The checkpoints in a folder that runs wrote them to, newest first. They are not verified; whoever reads one does that.
 * A folder that is not there has none.
 */
export function listCheckpoints(directory: string): readonly StoredCheckpoint[] {
  const names = entriesOf(directory).flatMap((entry) => (NAME.test(entry) ? entry : (ASIDE.exec(entry)?.[1] ?? [])));
  return [...new Set(names)]
    .sort()
    .reverse()
    .map((name) => ({ directory: join(directory, name), envSteps: Number(name.slice('at-'.length)) }))
    .filter((checkpoint) => kindOf(readablePlace(placesOf(checkpoint.directory))) === 'directory');
}

/**
 * Deletes checkpoints but for the newest `keep` whole ones, what damaged ones lie behind them, interrupted writes, and
 * segments of experience that no remaining checkpoint needs.
 *
 * @throws VEM_CHECKPOINT_KEEP for fewer than 2; VEM_OUTPUT_… where deleting fails
 */
export function retainCheckpoints(directory: string, { keep }: { readonly keep: number }): void {
  requireKeep(keep);
  try {
    let whole = 0;
    for (const checkpoint of listCheckpoints(directory)) {
      if (whole >= keep) remove(checkpoint.directory);
      else if (isWhole(readablePlace(placesOf(checkpoint.directory)))) whole += 1;
    }
    removeLeftovers(directory);
    removeSegments(directory);
  } catch (cause) {
    throw outputError(directory, cause);
  }
}

/** @throws VEM_CHECKPOINT_KEEP */
export function requireKeep(keep: number): void {
  if (!Number.isInteger(keep) || keep < 2) throw errors.keepInvalid(keep);
}

/** Whether a checkpoint lies in a folder of them. */
export const isIn = (directory: string, checkpoint: StoredCheckpoint): boolean =>
  dirname(resolve(checkpoint.directory)) === resolve(directory);

/** Removes a damaged checkpoint from where a new one is to be written. @throws VEM_OUTPUT_… */
export function makeRoom(checkpoint: string): void {
  try {
    if (kindOf(checkpoint) === 'directory' && !isWhole(checkpoint))
      rmSync(checkpoint, { recursive: true, force: true });
  } catch (cause) {
    throw outputError(checkpoint, cause);
  }
}

function remove(checkpoint: string): void {
  const { target, incoming, outgoing } = placesOf(checkpoint);
  for (const place of [incoming, outgoing, target]) rmSync(place, { recursive: true, force: true });
}

function removeLeftovers(directory: string): void {
  for (const entry of entriesOf(directory)) {
    const name = ASIDE.exec(entry)?.[1];
    if (name === undefined) continue;
    const places = placesOf(join(directory, name));
    // Where the checkpoint itself is not at its place, one of these is all there is of it.
    if (readablePlace(places) === places.target) rmSync(join(directory, entry), { recursive: true, force: true });
  }
}

/** If it is not known what a checkpoint needs, nothing is deleted. */
function removeSegments(directory: string): void {
  const needed = new Set<string>();
  for (const checkpoint of listCheckpoints(directory)) {
    const segments = segmentsOf(checkpoint.directory);
    if (!segments) return;
    for (const file of segments) needed.add(file);
  }
  const folder = join(directory, SEGMENTS_FOLDER);
  for (const entry of entriesOf(folder))
    if (SEGMENT_ASIDE.test(entry) || (SEGMENT_FILE.test(entry) && !needed.has(entry))) rmSync(join(folder, entry));
}

function segmentsOf(checkpoint: string): readonly string[] | undefined {
  let manifest: Manifest;
  try {
    manifest = readManifest(checkpoint);
  } catch {
    return undefined;
  }
  const metadata = resumeMetadata.safeParse(manifest.metadata.resume);
  return metadata.success ? (metadata.data.segments ?? []).map(({ file }) => file) : undefined;
}
