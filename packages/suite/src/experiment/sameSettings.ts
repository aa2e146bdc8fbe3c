import { listCheckpoints, type RunConfig, readRunConfig } from '@vem/framework';
import { mixedRun } from '../store/storeErrors.js';
import type { ExperimentConfig } from './experimentConfig.js';
import * as errors from './experimentErrors.js';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The path of the first value in which two JSON values differ, and both values there; undefined if they are equal. */
export function firstDifference(
  stored: unknown,
  wanted: unknown,
  path: readonly string[] = [],
): { readonly path: string; readonly stored: unknown; readonly wanted: unknown } | undefined {
  if (!isRecord(stored) || !isRecord(wanted) || Array.isArray(stored) !== Array.isArray(wanted))
    return Object.is(stored, wanted) ? undefined : { path: path.join('.'), stored, wanted };
  for (const key of new Set([...Object.keys(stored), ...Object.keys(wanted)])) {
    const difference = firstDifference(stored[key], wanted[key], [...path, key]);
    if (difference) return difference;
  }
  return undefined;
}

/**
 * That what a folder holds is what is to be continued there.
 *
 * @param what - the folder as errors call it
 * @throws VEM_RESUME_DIFFERS, naming the first difference
 */
export function requireSame(what: string, stored: unknown, wanted: unknown): void {
  const difference = firstDifference(plain(stored), plain(wanted));
  if (difference) throw errors.resumeDiffers(what, difference.path, difference.stored, difference.wanted);
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/**
 * That a checkpoint or policy is of the run that a folder's configuration speaks of, and was not brought there from elsewhere.
 *
 * @throws VEM_RUN_MIXED
 */
export function requireRunOf(folder: string, config: ExperimentConfig, found: RunConfig): void {
  const partsOf = ({ preset, seed, environments, slots }: ExperimentConfig | RunConfig) =>
    plain({ preset, seed, environments, slots });
  const difference = firstDifference(partsOf(config), partsOf(found));
  if (difference) throw mixedRun(folder, difference.path, difference.stored, difference.wanted);
}

/** The same of a folder of checkpoints; damaged ones are passed over, as by whoever reads them. @throws VEM_RUN_MIXED */
export function requireSameRun(folder: string, config: ExperimentConfig, directory: string): void {
  for (const checkpoint of listCheckpoints(directory)) {
    let found: RunConfig;
    try {
      found = readRunConfig(checkpoint.directory);
    } catch {
      continue;
    }
    requireRunOf(folder, config, found);
  }
}
