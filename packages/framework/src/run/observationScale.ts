import type { ObservationSpace } from '../environment/spaces.js';

/** Root mean square of an entry from which on networks with usual initial weights are known to learn badly or not at all. */
const LARGE = 100;

/** What helps; the one place that names it. */
export const NORMALISER_REMEDY =
  'Fill slot "normaliser", which brings observations to one scale, or give them in other units in the environment';

/**
 * Entries of observations that are far larger than networks expect, in words; nothing where there are none.
 *
 * @param observation_BO - a batch, [B, O]
 */
export function largeObservations(
  observation_BO: ArrayLike<number>,
  { parts, size }: ObservationSpace,
): string | undefined {
  const rows = observation_BO.length / size;
  let first = 0;
  let worst: { readonly name: string; readonly rms: number } | undefined;
  for (const part of parts) {
    for (let i = first; i < first + part.size; i++) {
      let sum = 0;
      for (let b = 0; b < rows; b++) sum += observation_BO[b * size + i] ** 2;
      const rms = Math.sqrt(sum / rows);
      if (rms < LARGE || rms <= (worst?.rms ?? 0)) continue;
      worst = { name: part.size === 1 ? part.name : `${part.name}[${i - first}]`, rms };
    }
    first += part.size;
  }
  if (!worst) return undefined;
  // No figures: a warning of the same words is given once.
  return `observations are far from 1 in size, "${worst.name}" by ${Math.floor(Math.log10(worst.rms))} orders of magnitude: networks learn slowly or not at all from such numbers. ${NORMALISER_REMEDY}.`;
}
