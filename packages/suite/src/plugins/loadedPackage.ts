import type { PluginPackage } from '@vem/framework';
import { z } from 'zod';

/** A package of plugins as runs and comparisons record it. */
export const packageRecord = z.object({
  name: z.string(),
  /** Of its package.json; null where there is none, and for packages that code handed over. */
  version: z.string().nullable(),
  /** SHA-256, hex, of its module and all that this imports by relative paths; null for packages that code handed over. */
  hash: z.string().nullable(),
  /** What it was named by: a package name, or an absolute path. */
  from: z.string(),
});
export type PackageRecord = z.infer<typeof packageRecord>;

/** A module to import plugins from, in this process or in one that makes a run. */
export interface PluginSource {
  /** Absolute path. */
  readonly file: string;
  /** What the file must hold, as `PackageRecord` has it. */
  readonly hash: string;
}

/** A package whose plugins can be named. */
export interface LoadedPackage {
  readonly record: PackageRecord;
  readonly content: PluginPackage;
  /** Absent for packages that code handed over, which no other process can have. */
  readonly source?: PluginSource;
}

/** `"my-plugins" 1.2.0 (/home/me/my-plugins/dist/index.js)` */
export const originOf = ({ record: { name, version, from }, source }: LoadedPackage): string =>
  `package "${name}"${version === null ? '' : ` ${version}`} (${source?.file ?? from})`;
