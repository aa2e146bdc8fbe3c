import { defineEnvironment, finite } from '@vem/framework';
import { z } from 'zod';
import { gridDynamics, gridObservation, gridOptions, gridTables } from './gridEnvironment.js';
import { mapOf } from './gridMap.js';
import { CALM, type GridRules } from './gridMoves.js';

const MAP = mapOf(['.....####.....', '.....####.....', '..............', '.....####.....', 'S....####....G']);

const config = z.strictObject({
  ...gridOptions,
  stepReward: z.number().default(-0.1).describe('reward of every step'),
  goalReward: z.number().default(1).describe('added to the reward of the step that reaches the goal'),
  slip: z.number().min(0).max(1).default(0).describe('probability that a move goes to one side instead, half to each'),
  timeLimit: z.int().positive().nullable().default(200).describe('steps until truncation; null: none'),
});

const rulesOf = ({ stepReward, goalReward, slip }: z.output<typeof config>): GridRules => ({
  map: MAP,
  slip,
  windIn: () => CALM,
  stepReward,
  goalReward,
  cliffReward: 0,
});

/** `TwoRooms`. Two rooms of 5 × 5 cells and the corridor between them; actions up, right, down, left. */
export const twoRooms = defineEnvironment({
  id: 'TwoRooms',
  description: 'Go from a corner of one room through a corridor to the opposite corner of another',
  source:
    'After the two-room grid of Teh et al. 2017 (arXiv:1707.04175), section 4.1; sizes and rewards are this one’s',
  config,
  observation: (options) => gridObservation(options, MAP),
  action: finite(4),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  model: (options) => ({ tables: gridTables('TwoRooms', rulesOf(options), options) }),
  create: (options) => gridDynamics(rulesOf(options), options),
});
