import type { AddOutcome, StepOutcome, Stream } from '@vem/framework';
import type { GridMap } from './gridMap.js';

/** Actions, in order: [columns, rows] that each leads by, rows counted downwards. */
export const DIRECTIONS = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/** Wind that carries along: cells by which a step is displaced. */
export interface Gust {
  readonly columns: number;
  readonly rows: number;
  readonly probability: number;
}

/** What moves do on a map. */
export interface GridRules {
  readonly map: GridMap;
  /** Probability that a move goes to one side or the other instead, half each. */
  readonly slip: number;
  /** Gusts that may come in a column; probabilities sum to 1. */
  readonly windIn: (column: number) => readonly Gust[];
  /** Reward of every step. */
  readonly stepReward: number;
  /** Added on arrival at a goal, which ends the episode. */
  readonly goalReward: number;
  /** Instead of the step's reward, where a step ends over the cliff; the agent is then back at the start. */
  readonly cliffReward: number;
}

export const CALM: readonly Gust[] = [{ columns: 0, rows: 0, probability: 1 }];

/** Calls `add` with every outcome of an action in a state: by these the tables are written, and steps are drawn. */
export function gridOutcomes(rules: GridRules, state: number, action: number, add: AddOutcome): void {
  const { map, slip, windIn } = rules;
  if (map.cellOf(state) === 'wall') {
    add(state, 1, 0);
    return;
  }
  const gusts = windIn(state % map.columns);
  for (const turn of slip > 0 ? [0, 1, 3] : [0]) {
    const probability = turn === 0 ? 1 - slip : slip / 2;
    const [columns, rows] = DIRECTIONS[(action + turn) % 4];
    for (const gust of gusts)
      arrive(rules, state, columns + gust.columns, rows + gust.rows, probability * gust.probability, add);
  }
}

/** Draws one of these outcomes. @returns the next state; the reward is written */
export function moveOn(rules: GridRules, state: number, action: number, outcome: StepOutcome, stream: Stream): number {
  let left = stream.uniform();
  let arrived = -1;
  gridOutcomes(rules, state, action, (next, probability, reward) => {
    // The last outcome takes what rounding left over.
    if (arrived >= 0 && left <= 0) return;
    left -= probability;
    arrived = next;
    outcome.reward = reward;
  });
  return arrived;
}

function arrive(
  { map, stepReward, goalReward, cliffReward }: GridRules,
  state: number,
  columns: number,
  rows: number,
  probability: number,
  add: AddOutcome,
): void {
  if (probability === 0) return;
  const column = held((state % map.columns) + columns, map.columns);
  const row = held(Math.floor(state / map.columns) + rows, map.rows);
  const next = row * map.columns + column;
  const cell = map.cellOf(next);
  if (cell === 'cliff') add(map.start, probability, cliffReward);
  else if (cell === 'wall') add(state, probability, stepReward);
  else add(next, probability, cell === 'goal' ? stepReward + goalReward : stepReward);
}

const held = (index: number, count: number): number => Math.max(0, Math.min(count - 1, index));
