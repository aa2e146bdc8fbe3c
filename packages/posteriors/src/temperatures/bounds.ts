import type { RunOptions } from '@vem/framework';

export type Logger = NonNullable<RunOptions['logger']>;

/** How near to a bound the mean α of a report counts as standing there, in nats. */
const NEAR = 0.01;

/**
 * What to tell where α stood at a bound of its range throughout a report: its constraint cannot be met.
 *
 * @param bounds - of log α
 * @param alpha - the report's mean
 * @param constraint - what α adapts to, e.g. `an entropy of 0.7 nats`
 */
export function boundWarnings(
  [low, high]: readonly [number, number],
  alpha: number | undefined,
  constraint: string,
): readonly string[] {
  if (alpha === undefined) return [];
  const logAlpha = Math.log(alpha);
  const tell = (side: string, bound: number) => [
    `log α stands at its ${side} bound, ${bound}: ${constraint} is out of reach. Choose another target; wider bounds only let α run further.`,
  ];
  if (logAlpha >= high - NEAR) return tell('upper', high);
  return logAlpha <= low + NEAR ? tell('lower', low) : [];
}

/** What to tell before a run whose constraint no distribution meets: α would move without end. */
export const outOfReach = (constraint: string, limit: string, value: number): string =>
  `Slot "temperature": ${constraint} is out of reach, the limit is ${limit} (${value.toFixed(3)}): α will run to a bound. Choose another target.`;

/** What to tell where α does not start where it was said to. */
export function warnOfStart(logger: Logger, initialAlpha: number, [low, high]: readonly [number, number]): void {
  const start = Math.log(initialAlpha);
  if (start < low || start > high)
    logger.warn(
      `Slot "temperature": log initialAlpha is ${start.toFixed(2)}, outside of \`bounds\`, ${low} to ${high}: α starts at the nearer bound. Change one of the two.`,
    );
}
