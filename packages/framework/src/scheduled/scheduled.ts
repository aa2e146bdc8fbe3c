import { z } from 'zod';

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

/** How far a run is, of its `Progress` what schedules go by. */
export interface Elapsed {
  readonly envSteps: number;
  /** 0 … 1 */
  readonly fraction: number;
}

/** The options of a number that moves, to be spread into a schema. @param end - what it may come to; default: the same */
export const movingOptions = (number: z.ZodNumber, end: z.ZodNumber = number) => ({
  from: number.describe('at the start'),
  to: end.describe('at the end, and after it'),
  over: z
    .union([z.literal('run'), z.int().positive()])
    .default('run')
    .describe(
      'how long it takes: `run`, the environment steps that the run is asked for at first, however far it is taken later; or a number of environment steps, counted over all copies',
    ),
  shape: z
    .enum(['linear', 'exponential', 'reciprocal', 'cosine'])
    .default('linear')
    .describe(
      'what changes by equal amounts: `linear`, the number; `exponential`, its logarithm; `reciprocal`, 1 over it, as β in Fox et al. 2016, arXiv:1512.08562; `cosine`, the angle of half a turn, as in Loshchilov and Hutter 2017, arXiv:1608.03983',
    ),
});

const NEITHER =
  'expected a number, or { from, to } with numbers, `over` as `run` or a whole number of steps, and a known `shape`';

/** Logarithms and reciprocals take no 0, and no way from one sign to the other. */
const isMonotone = ({ from, to, shape }: MovingNumber): boolean =>
  shape === 'linear' || shape === 'cosine' || from * to > 0;

/**
 * The schema of an option that may move over the run: a number, or `{ from, to, over, shape }`.
 *
 * @param number - what it has to be; @param end - what it may come to; default: the same
 */
export const schedulable = (number: z.ZodNumber, end: z.ZodNumber = number) => {
  const moving = z
    .strictObject(movingOptions(number, end))
    .refine(isMonotone, { path: ['shape'], error: 'expected `linear` or `cosine` where `from` or `to` is 0' });
  return z.union([number, moving], { error: NEITHER });
};

/** The scale on which a schedule is a straight line, and the way back. */
const SCALES: Readonly<Record<Exclude<ScheduleShape, 'cosine'>, readonly [to: Scale, from: Scale]>> = {
  linear: [(x) => x, (y) => y],
  exponential: [Math.log, Math.exp],
  reciprocal: [(x) => 1 / x, (y) => 1 / y],
};
type Scale = (x: number) => number;

/** What an option is now. At the end, and before the start, it is exactly what the option says. */
export function valueAt(option: Scheduled, { fraction, envSteps }: Elapsed): number {
  if (typeof option === 'number') return option;
  const { from, to, over, shape } = option;
  const share = over === 'run' ? fraction : envSteps / over;
  if (share <= 0) return from;
  if (share >= 1) return to;
  if (shape === 'cosine') return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * share));
  const [onScale, fromScale] = SCALES[shape];
  const [first, last] = [onScale(from), onScale(to)];
  return fromScale(first + share * (last - first));
}

const isMoving = (value: object): boolean => 'from' in value && 'to' in value && 'over' in value && 'shape' in value;

/** Paths of the options, options of options included, that move over the whole run. */
export function movingOverRun(options: object): readonly string[] {
  return Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return [];
    if (isMoving(value)) return (value as MovingNumber).over === 'run' ? [name] : [];
    return movingOverRun(value).map((path) => `${name}.${path}`);
  });
}
