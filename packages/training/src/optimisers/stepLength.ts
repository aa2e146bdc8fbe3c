import { addScaled, schedulable, valueAt } from '@vem/framework';
import { z } from 'zod';
import type { Asked } from './asking.js';

/**
 * The option for the length of a step along a direction that metric and gradient give.
 *
 * @param meaning - what is said of the option. @param rate - what is said of a fixed factor
 */
export const stepLength = (meaning: string, rate: string) =>
  z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('divergence').describe('as long as the bound of the divergence allows') }),
      z.strictObject({
        by: z.literal('rate').describe('so many times the direction'),
        rate: schedulable(z.number().positive(), z.number().nonnegative()).describe(rate),
      }),
    ])
    .prefault({ by: 'divergence' })
    .describe(meaning);

export type StepLength = z.output<ReturnType<typeof stepLength>>;

/**
 * β: √(2δ / dᵀFd), so that the divergence grows by its bound δ to second order, or the rate.
 *
 * @param curvature - dᵀFd, asked for only where it counts
 */
export const lengthOf = (size: StepLength, { oracle, occasion }: Asked, curvature: () => number): number =>
  size.by === 'rate'
    ? valueAt(size.rate, occasion.progress)
    : Math.sqrt((2 * oracle.constraints[0].bound) / curvature());

/** θ ← θ ± β d, with how long the step was and how far it led: 0 each where no length is finite, and then it is none. */
export function stepAlong(
  { group, oracle, report }: Asked,
  direction: Float64Array,
  length: number,
  sign: 1 | -1,
): void {
  const there = Number.isFinite(length);
  report('stepSize', there ? length : 0);
  if (there) addScaled(group.parameters, sign * length, direction);
  report('divergence', there ? oracle.constraints[0].value(group.parameters) : 0);
}
