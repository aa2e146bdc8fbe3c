/** A named slice of the observation vector. Views select parts by name. */
export interface ObservationPart {
  readonly name: string;
  /** Number of entries. */
  readonly size: number;
}

/**
 * What an environment may say about the task of an episode: `goal`, whatever numbers; `tasks`, one of finitely many, one-hot. It
 * then provides the capability of that name, and one with tasks has goals as well.
 */
export type GoalKind = 'goal' | 'tasks';

/** The part of the observation that says what this episode's task is: it stays the same until the episode ends. */
export interface GoalPart {
  readonly part: string;
  readonly kind: GoalKind;
}

/** A flat observation vector made of named parts, in order. */
export interface ObservationSpace {
  readonly parts: readonly ObservationPart[];
  /** Length of the whole vector. */
  readonly size: number;
  /** Present where episodes have tasks that differ. */
  readonly goal?: GoalPart | undefined;
}

/** Where the entries of a part begin, and how many there are. */
export interface PartPlace {
  readonly begin: number;
  readonly size: number;
}

/** The place of the part of that name; undefined where there is none. */
export function placeOf({ parts }: ObservationSpace, name: string): PartPlace | undefined {
  let begin = 0;
  for (const { name: own, size } of parts) {
    if (own === name) return { begin, size };
    begin += size;
  }
  return undefined;
}

/** The place of the one-hot part that says which of finitely many tasks an episode is; undefined where there are none. */
export const taskPlaceOf = (space: ObservationSpace): PartPlace | undefined =>
  space.goal?.kind === 'tasks' ? placeOf(space, space.goal.part) : undefined;

/**
 * Which task an observation says that it is, from 0 on.
 *
 * @param place - of the one-hot part. @param numbers - observations, one behind the other; that in question begins at `start`
 */
export function taskAt({ begin, size }: PartPlace, numbers: Float32Array, start: number): number {
  let task = 0;
  for (let i = 1; i < size; i++) if (numbers[start + begin + i] > numbers[start + begin + task]) task = i;
  return task;
}

/** A box of real actions. Policies live on [−1, 1]^dimension; `low` and `high` are the environment's own units. */
export interface BoxActionSpace {
  readonly kind: 'box';
  readonly dimension: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Actions 0 … count − 1. Programs see them one-hot. */
export interface FiniteActionSpace {
  readonly kind: 'finite';
  readonly count: number;
}

export type ActionSpace = BoxActionSpace | FiniteActionSpace;

/** Observation space from part sizes: `observationSpace({ cosine: 1, sine: 1, velocity: 1 })`. */
export function observationSpace(parts: Readonly<Record<string, number>>): ObservationSpace {
  const list = Object.entries(parts).map(([name, size]) => ({ name, size }));
  return { parts: list, size: list.reduce((sum, part) => sum + part.size, 0) };
}

/** Box action space with per-dimension bounds in the environment's units. */
export function box<const L extends readonly number[]>(bounds: {
  readonly low: L;
  readonly high: { [K in keyof L]: number };
}): BoxActionSpace {
  return { kind: 'box', dimension: bounds.low.length, low: [...bounds.low], high: [...bounds.high] };
}

export function finite(count: number): FiniteActionSpace {
  return { kind: 'finite', count };
}

/** Width of one action as programs see it: `dimension` for a box, `count` (one-hot) for a finite space. */
export function actionWidth(space: ActionSpace): number {
  return space.kind === 'box' ? space.dimension : space.count;
}

/** Width of one action as it is stored and handed to the environment: `dimension` for a box, 1 (an index) if finite. */
export function storedActionWidth(space: ActionSpace): number {
  return space.kind === 'box' ? space.dimension : 1;
}
