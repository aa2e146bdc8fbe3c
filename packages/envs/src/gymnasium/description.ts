import { box, type EnvironmentSpec, finite, meanReturnAtLeast } from '@vem/framework';
import { z } from 'zod';
import type { Child } from './child.js';
import { jsonRequest, REQUEST } from './frames.js';
import * as errors from './gymnasiumErrors.js';

const bounds = z.array(z.number().nullable()).min(1);

/** What a child says about the environment that it has made; `null` as a bound: infinite. */
const description = z.object({
  observation: z.array(z.tuple([z.string(), z.int().positive()])).min(1),
  action: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('box'), low: bounds, high: bounds }),
    z.object({ kind: z.literal('finite'), count: z.int().positive() }),
  ]),
  timeLimit: z.int().positive().nullable(),
  threshold: z.number().nullable(),
  /** The version of Gymnasium. */
  gymnasium: z.string(),
});
type Description = z.output<typeof description>;

/** `id`: as Gymnasium knows it, without `gym:`. */
export interface Wanted {
  readonly id: string;
  readonly make: Readonly<Record<string, unknown>>;
  /** `options` of every `reset`. */
  readonly reset?: Readonly<Record<string, unknown>>;
}

const OPENING = 'gymnasium.make';
/** Seconds that starting Python and importing packages may take, however impatient steps are. */
const START = 60;

/**
 * Lets a child make its environments.
 *
 * @throws VEM_PYTHON_MISSING, VEM_GYMNASIUM_MISSING, VEM_GYMNASIUM_MAKE, VEM_GYMNASIUM_SPACE, VEM_GYMNASIUM_ANSWER, …
 */
export function openEnvironments(child: Child, wanted: Wanted, count: number): EnvironmentSpec {
  const opening = jsonRequest(REQUEST.open, { ...wanted, count });
  const received = child.exchange(OPENING, opening, Math.max(START, child.timeout));
  const parsed = description.safeParse(child.json(OPENING, received));
  if (parsed.success) return specOf(wanted.id, parsed.data);
  child.dispose();
  throw errors.answerInvalid(wanted.id, OPENING, 'it describes the environment', z.prettifyError(parsed.error));
}

function specOf(id: string, { observation, action, timeLimit, threshold }: Description): EnvironmentSpec {
  const parts = observation.map(([name, size]) => ({ name, size }));
  return {
    id: `gym:${id}`,
    observation: { parts, size: parts.reduce((sum, { size }) => sum + size, 0) },
    action: action.kind === 'finite' ? finite(action.count) : boxOf(id, action.low, action.high),
    timeLimit: timeLimit ?? undefined,
    solved: threshold === null ? undefined : meanReturnAtLeast(threshold),
  };
}

/** What single precision, in which actions come, can hold. */
const isSingle = (bound: number | null): bound is number => bound !== null && Number.isFinite(Math.fround(bound));

function boxOf(id: string, low: readonly (number | null)[], high: readonly (number | null)[]) {
  const finiteOnes = [low, high].map((list) => list.filter(isSingle));
  const [lows, highs] = finiteOnes;
  if (lows.length < low.length || highs.length < low.length || lows.some((bound, i) => bound >= highs[i]))
    throw errors.spaceUnsupported(id, 'action', `a Box with the bounds ${JSON.stringify({ low, high })}`);
  return box({ low: lows, high: highs });
}
