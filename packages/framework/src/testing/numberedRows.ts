import type { DataColumn } from '../slots/data.js';

/** Every number of a row tells which row it is: step t of environment n is number t·N + n, and ends are known by it. */
const OF = {
  reward: 0.25,
  action: 0.5,
  logMu: 0.75,
  next: 100_000,
  annotation: 200_000,
} as const;

export const COLUMNS: readonly DataColumn[] = [
  { name: 'observation', size: 2 },
  { name: 'action', size: 2 },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: 2 },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
  { name: 'logMu', size: 1 },
  { name: 'time', size: 1 },
  { name: 'path', size: 1 },
];

/** What a model can predict of them. */
export const PREDICTED: readonly DataColumn[] = COLUMNS.slice(0, 6);

export const ANNOTATIONS: readonly DataColumn[] = [
  { name: 'advantage', size: 1 },
  { name: 'wide', size: 2 },
];

/** Environment n ends an episode after every 7 + n steps, by its own rule and by a time limit in turns. */
const episodeOf = (n: number) => 7 + n;
export const endsAt = (t: number, n: number) => (t + 1) % episodeOf(n) === 0;
const pathOf = (t: number, n: number) => Math.floor(t / episodeOf(n));
const terminatesAt = (t: number, n: number) => endsAt(t, n) && pathOf(t, n) % 2 === 0;

/** What step `id` led to: the next one of its environment, or a final observation of its own. */
function nextOf(id: number, count: number): readonly number[] {
  const [t, n] = [Math.floor(id / count), id % count];
  return endsAt(t, n) ? [id + OF.next, -id] : [id + count, -id - count];
}

export type Columns = Readonly<Record<string, Float32Array>>;

/** What stands in the columns of a row that begins at step `id`, of N environments, and spans a window of so many steps. */
export function numbersOf(id: number, count: number, window = 1): Readonly<Record<string, readonly number[]>> {
  const last = id + (window - 1) * count;
  const [t, n] = [Math.floor(last / count), last % count];
  const first = Math.floor(id / count);
  return {
    observation: [id, -id],
    action: [id + OF.action, -id],
    reward: [rewardOf(id)],
    nextObservation: nextOf(last, count),
    terminated: [terminatesAt(t, n) ? 1 : 0],
    truncated: [endsAt(t, n) && !terminatesAt(t, n) ? 1 : 0],
    logMu: [id + OF.logMu],
    time: [first % episodeOf(n)],
    path: [pathOf(first, n)],
    advantage: [id + OF.annotation],
    wide: [id + OF.annotation, id + OF.annotation + 0.5],
  };
}

export const rewardOf = (id: number): number => id + OF.reward;

/** Writes the transitions of step t, of N environments. */
export function writeStep(columns: Columns, t: number, count: number): void {
  for (let n = 0; n < count; n++) {
    const numbers = numbersOf(t * count + n, count);
    for (const [name, column] of Object.entries(columns)) column.set(numbers[name], n * numbers[name].length);
  }
}

/** Annotations of rows with such numbers. */
export function annotationsOf(ids: Float32Array): Columns {
  const of = [...ids].map((id) => numbersOf(id, 1));
  return Object.fromEntries(
    ANNOTATIONS.map(({ name }) => [name, Float32Array.from(of.flatMap((numbers) => numbers[name]))]),
  );
}
