import type { ObservationSpace } from '../environment/spaces.js';

/** Root mean square of an entry from which on networks with usual initial weights are known to learn badly or not at all. */
const LARGE = 100;

/** What helps; the one place that names it. */
export const NORMALISER_REMEDY =
  'A normaliser brings observations to one scale: --set normaliser=running-statistics; or give them in other units in the environment';

/**
 * Entries of observations that are far larger than networks expect, in words; nothing where there are none.
 *
 * @param observation_BO - a batch, [B, width]; what is behind the observation is not looked at
 */
export function largeObservations(
  observation_BO: ArrayLike<number>,
  width: number,
  { parts }: ObservationSpace,
): string | undefined {
  const rows = observation_BO.length / width;
  let first = 0;
  for (const part of parts) {
    for (let i = first; i < first + part.size; i++) {
      let sum = 0;
      for (let b = 0; b < rows; b++) sum += observation_BO[b * width + i] ** 2;
      if (Math.sqrt(sum / rows) < LARGE) continue;
      const name = part.size === 1 ? part.name : `${part.name}[${i - first}]`;
      // Without figures, which change from report to report: a warning of the same words is given once.
      return `observations are far from 1 in size: "${name}" is mostly beyond ±${LARGE}, and networks learn slowly or not at all from such numbers. ${NORMALISER_REMEDY}.`;
    }
    first += part.size;
  }
  return undefined;
}
