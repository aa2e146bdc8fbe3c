import { defineEnvironment, finite } from '@vem/framework';
import { z } from 'zod';
import { gridDynamics, gridObservation, gridOptions, gridTables } from './gridEnvironment.js';
import { mapOf } from './gridMap.js';
import { CALM, type GridRules } from './gridMoves.js';

const config = z.strictObject({
  ...gridOptions,
  length: z.int().min(2).max(10_000).default(20).describe('cells from the start to the goal, both counted'),
  stepReward: z.number().default(-0.1).describe('reward of every step'),
  goalReward: z.number().default(1).describe('added to the reward of the step that reaches the goal'),
  slip: z.number().min(0).max(1).default(0).describe('probability that a move goes to one side, which stays, instead'),
  timeLimit: z.int().positive().nullable().default(200).describe('steps until truncation; null: none'),
});

const mapUnder = (length: number) => mapOf([`S${'.'.repeat(length - 2)}G`]);

const rulesOf = ({ length, stepReward, goalReward, slip }: z.output<typeof config>): GridRules => ({
  map: mapUnder(length),
  slip,
  windIn: () => CALM,
  stepReward,
  goalReward,
  cliffReward: 0,
});

/** `Corridor`. One row of cells; actions up, right, down, left, of which two lead nowhere. */
export const corridor = defineEnvironment({
  id: 'Corridor',
  description: 'Walk along a corridor to the goal at its end',
  source: 'Analytic problem: how far rewards are carried back',
  config,
  observation: (options) => gridObservation(options, mapUnder(options.length)),
  action: finite(4),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  model: (options) => ({ tables: gridTables('Corridor', rulesOf(options), options) }),
  create: (options) => gridDynamics(rulesOf(options), options),
});
