import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from './parseJson.js';
import * as errors from './storageErrors.js';
import { VEM_VERSION } from './version.js';

/** Written last: a directory that has it is whole. */
export const MANIFEST = 'manifest.json';
export const FORMAT_VERSION = 1;

const FORMAT = 'vem-checkpoint';
/** Names that stay inside the directory on every file system. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]*$/;

const FileEntry = z.strictObject({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const ManifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  /** What the directory holds, e.g. `run`. */
  kind: z.string(),
  /** Versions and platform of the writer. */
  createdBy: z.strictObject({ vem: z.string(), node: z.string(), platform: z.string(), arch: z.string() }),
  /** Plain JSON of the writer. */
  metadata: z.record(z.string(), z.unknown()),
  /** Length and sha256 of every other file of the checkpoint. */
  files: z.record(z.string().regex(FILE_NAME), FileEntry),
});

export type Manifest = z.output<typeof ManifestSchema>;
export type FileEntry = z.output<typeof FileEntry>;

/** @throws VEM_CHECKPOINT_FILE_NAME */
export function requireFileName(name: string): void {
  if (name === MANIFEST || !FILE_NAME.test(name)) throw errors.fileNameInvalid(name);
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The text of `manifest.json`. It ends with a checksum of the rest, so that damage to itself shows, too. */
export function manifestText(
  kind: string,
  metadata: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, FileEntry>>,
): string {
  const createdBy = { vem: VEM_VERSION, node: process.version, platform: process.platform, arch: process.arch };
  const content = { format: FORMAT, formatVersion: FORMAT_VERSION, kind, createdBy, metadata, files };
  return `${JSON.stringify({ ...content, sha256: sha256(JSON.stringify(content)) }, null, 2)}\n`;
}

/**
 * @param directory - named in errors
 * @throws VEM_CHECKPOINT_NOT_A_CHECKPOINT, VEM_CHECKPOINT_VERSION, VEM_CHECKPOINT_DAMAGED
 */
export function parseManifest(directory: string, text: string): Manifest {
  const damaged = (found: string) => errors.fileDamaged(`${directory}/${MANIFEST}`, 'a sealed JSON object', found);
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch {
    throw damaged('text that is not JSON');
  }
  const head = z.looseObject({ format: z.literal(FORMAT), formatVersion: z.unknown() }).safeParse(parsed);
  if (!head.success) throw errors.notACheckpoint(directory, `a ${MANIFEST} of something else`);
  const { sha256: seal, ...content } = head.data;
  if (head.data.formatVersion !== FORMAT_VERSION)
    throw errors.formatVersionUnknown(directory, FORMAT_VERSION, head.data.formatVersion);
  if (seal !== sha256(JSON.stringify(content))) throw damaged('content that differs from its own checksum');
  const manifest = ManifestSchema.safeParse(content);
  if (!manifest.success) throw damaged(z.prettifyError(manifest.error));
  return manifest.data;
}
