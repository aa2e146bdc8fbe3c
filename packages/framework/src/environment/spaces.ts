/** A named slice of the observation vector. Views select parts by name. */
export interface ObservationPart {
  readonly name: string;
  /** Number of entries. */
  readonly size: number;
}

/** A flat observation vector made of named parts, in order. */
export interface ObservationSpace {
  readonly parts: readonly ObservationPart[];
  /** Length of the whole vector. */
  readonly size: number;
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
