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
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const difference = firstDifference(plain(stored), plain(wanted));
  if (difference) throw errors.resumeDiffers(what, difference.path, difference.stored, difference.wanted);
}
