import { findPlugin } from '@vem/framework';
import type { Registry } from '../catalogue/registry.js';
import type { ExperimentConfig } from '../experiment/experimentConfig.js';
import { importPackages } from './importPackages.js';
import type { LoadedPackage, PackageRecord } from './loadedPackage.js';
import { locate } from './locate.js';
import * as errors from './pluginsErrors.js';
import { registryWith } from './registryWith.js';

type Used = Pick<ExperimentConfig, 'preset' | 'slots'>;

const brings = ({ content }: LoadedPackage, { preset, slots }: Used): boolean => {
  // A variant is its preset's package's too.
  const algorithm = preset?.split(':')[0];
  if (content.presets.some(({ info }) => info.name === algorithm)) return true;
  const plugins = [...content.environments, ...content.plugins];
  return Object.entries(slots).some(
    ([slot, { use }]) =>
      findPlugin(
        use,
        plugins.filter((plugin) => plugin.slot === slot),
      ) !== undefined,
  );
};

/** The packages of others that a run takes something from. */
export const packagesUsed = (used: Used, { packages }: Registry): PackageRecord[] =>
  packages.filter((each) => brings(each, used)).map(({ record }) => record);

const byName = ({ packages }: Registry, name: string): LoadedPackage | undefined =>
  packages.find(({ record }) => record.name === name);

/** Recorded packages that are not known now. */
export const missingPackages = (recorded: readonly PackageRecord[], known: Registry): PackageRecord[] =>
  recorded.filter(({ name }) => byName(known, name) === undefined);

/** The first recorded package whose content is another now, with what it is now. */
export function changedPackage(
  recorded: readonly PackageRecord[],
  known: Registry,
): readonly [stored: PackageRecord, now: PackageRecord] | undefined {
  for (const stored of recorded) {
    const now = byName(known, stored.name)?.record;
    if (now !== undefined && stored.hash !== null && now.hash !== stored.hash) return [stored, now];
  }
  return undefined;
}

export interface RequireOptions {
  /** Import what the folder names, if the user did not name it. */
  readonly trust: boolean;
  /** What is to be had by other means if `trust` is false; default: nothing. */
  readonly isNeeded?: (known: Registry) => boolean;
}

/**
 * What is known, with the packages that a stored run or comparison was made with.
 *
 * @param what - the folder as errors call it
 * @throws VEM_PLUGINS_MISSING, or with `trust` what importing them throws
 */
export async function withRecorded(
  what: string,
  recorded: readonly PackageRecord[],
  known: Registry,
  { trust, isNeeded = () => true }: RequireOptions,
): Promise<Registry> {
  const missing = missingPackages(recorded, known);
  if (missing.length === 0 || !isNeeded(known)) return known;
  if (!trust) throw errors.packagesMissing(what, missing, true);
  const loaded: LoadedPackage[] = [];
  for (const { from } of missing)
    loaded.push(...(await importPackages(from, await locate(from, process.cwd(), `${what}, --trust`))));
  const both = registryWith([...known.packages, ...loaded]);
  const still = missingPackages(missing, both);
  if (still.length > 0) throw errors.packagesMissing(what, still, false);
  return both;
}

/** @throws VEM_PLUGINS_CHANGED unless numbers may differ */
export function requireUnchanged(
  what: string,
  recorded: readonly PackageRecord[],
  known: Registry,
  { allowInexact, warn }: { readonly allowInexact: boolean; readonly warn: (text: string) => void },
): void {
  const changed = changedPackage(recorded, known);
  if (changed === undefined) return;
  const error = errors.packageChanged(what, ...changed);
  if (!allowInexact) throw error;
  warn(error.message);
}
