import { z } from 'zod';
import type { Progress } from '../slots/progress.js';

/** On which scale a number moves evenly: its own, its logarithm, its reciprocal, or half a turn of a cosine. */
export type ScheduleShape = 'linear' | 'exponential' | 'reciprocal' | 'cosine';

/** A number that moves from one value to another, and stays there. */
export interface MovingNumber {
  readonly from: number;
  readonly to: number;
  /** `run`: the whole run, of the steps that it was first asked for; else so many environment steps. */
  readonly over: 'run' | number;
  readonly shape: ScheduleShape;
}

export type Scheduled = number | MovingNumber;

/**
 * The schema of an option that may move over the run: a number, or `{ from, to, over, shape }`.
 *
 * @param number - what each of the numbers has to be
 */
export const schedulable = (number: z.ZodNumber) =>
  z.union([
    number,
    z.strictObject({
      from: number.describe('at the start'),
      to: number.describe('at the end, and after it'),
      over: z
        .union([z.literal('run'), z.int().positive()])
        .default('run')
        .describe('`run`, or a number of environment steps, counted over all copies'),
      shape: z
        .enum(['linear', 'exponential', 'reciprocal', 'cosine'])
        .default('linear')
        .describe('what changes by equal amounts: the number, its logarithm, its reciprocal, or the angle of a cosine'),
    }),
  ]);

/** The scale on which a schedule is a straight line, and the way back. */
const SCALES: Readonly<
  Record<'linear' | 'exponential' | 'reciprocal', readonly [(x: number) => number, (y: number) => number]>
> = {
  linear: [(x) => x, (y) => y],
  exponential: [Math.log, Math.exp],
  reciprocal: [(x) => 1 / x, (y) => 1 / y],
};

/** What an option is now. */
export function valueAt(option: Scheduled, { fraction, envSteps }: Pick<Progress, 'fraction' | 'envSteps'>): number {
  if (typeof option === 'number') return option;
  const { from, to, over, shape } = option;
  const share = over === 'run' ? fraction : Math.min(1, envSteps / over);
  if (shape === 'cosine') return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * share));
  const [onScale, fromScale] = SCALES[shape];
  const [first, last] = [onScale(from), onScale(to)];
  return fromScale(first + share * (last - first));
}
