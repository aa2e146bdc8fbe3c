import { defineEnvironment, finite } from '@vem/framework';
import { z } from 'zod';
import { gridDynamics, gridObservation, gridOptions, gridTables } from './gridEnvironment.js';
import type { GridMap } from './gridMap.js';
import { CALM, type GridRules } from './gridMoves.js';

const config = z.strictObject({
  ...gridOptions,
  rows: z.int().min(1).max(100_000).default(10).describe('cells from top to bottom'),
  columns: z.int().min(2).max(100_000).default(10).describe('cells from left to right'),
  slip: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe('probability that a move goes to one side instead, half to each'),
  stepReward: z.number().default(-0.1).describe('reward of every step'),
  goalReward: z.number().default(1).describe('added to the reward of the step that reaches the goal'),
  timeLimit: z.int().positive().nullable().default(500).describe('steps until truncation; null: none'),
});

/** Without walls; the start is the corner at the top on the left, the goal the one opposite. */
const mapUnder = ({ rows, columns }: z.output<typeof config>): GridMap => ({
  rows,
  columns,
  cellOf: (state) => (state === rows * columns - 1 ? 'goal' : 'free'),
  start: 0,
});

const rulesOf = (options: z.output<typeof config>): GridRules => ({
  map: mapUnder(options),
  slip: options.slip,
  windIn: () => CALM,
  stepReward: options.stepReward,
  goalReward: options.goalReward,
  cliffReward: 0,
});

/** `OpenGrid`. As many cells as wanted, no walls; actions up, right, down, left, on slippery ground. */
export const openGrid = defineEnvironment({
  id: 'OpenGrid',
  description: 'Cross an empty grid of any size, on slippery ground',
  source: 'Analytic problem: tables of any size',
  config,
  observation: (options) => gridObservation(options, mapUnder(options)),
  action: finite(4),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  model: (options) => ({ tables: gridTables('OpenGrid', rulesOf(options), options) }),
  create: (options) => gridDynamics(rulesOf(options), options),
});
