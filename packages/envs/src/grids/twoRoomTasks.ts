import { defineEnvironment, finite } from '@vem/framework';
import { z } from 'zod';
import { mapOf } from './gridMap.js';
import { CALM } from './gridMoves.js';
import { goalsFit, gridTaskOptions, taskDynamics, taskObservation } from './gridTasks.js';

const MAP = mapOf(['.....####.....', '.....####.....', '..............', '.....####.....', '.....####.....']);

/** The four outer corners. */
const CORNERS = [
  [0, 0],
  [0, 4],
  [13, 0],
  [13, 4],
] as const;

const config = z
  .strictObject(gridTaskOptions(CORNERS.map(([column, row]) => [column, row])))
  .refine(({ goals }) => goalsFit(goals, MAP), {
    path: ['goals'],
    error: 'expected free cells: columns 0 … 4 and 9 … 13 of rows 0 … 4, and row 2 between them',
  });

/** `TwoRoomTasks`. The two rooms of `TwoRooms` with a goal that differs from task to task; actions up, right, down, left. */
export const twoRoomTasks = defineEnvironment({
  id: 'TwoRoomTasks',
  description: 'Two rooms and a corridor between them; each episode has one of several goals, which is observed',
  source:
    'After the two-room grids of Teh et al. 2017 (arXiv:1707.04175), section 4.1; sizes, goals and rewards are this one’s',
  config,
  observation: (options) => taskObservation({ ...options, map: MAP }),
  goal: { part: 'task', kind: 'tasks' },
  action: finite(4),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  create: ({ goals, previous, ...rules }) =>
    taskDynamics({ map: MAP, rules: { ...rules, windIn: () => CALM, cliffReward: 0 }, goals, previous }),
});
