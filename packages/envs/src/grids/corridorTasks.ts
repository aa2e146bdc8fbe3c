import { defineEnvironment, finite } from '@vem/framework';
import { z } from 'zod';
import { mapOf } from './gridMap.js';
import { CALM } from './gridMoves.js';
import { goalsFit, gridTaskOptions, taskDynamics, taskObservation } from './gridTasks.js';

const mapUnder = (length: number) => mapOf(['.'.repeat(length)]);

const config = z
  .strictObject({
    length: z.int().min(3).max(10_000).default(11).describe('cells from one end to the other, both counted'),
    ...gridTaskOptions([
      [0, 0],
      [10, 0],
    ]),
  })
  .refine(({ length, goals }) => goalsFit(goals, mapUnder(length)), {
    path: ['goals'],
    error: 'expected cells of the corridor, columns 0 … length − 1 of row 0',
  });

/** `CorridorTasks`. One row of cells, a goal that differs from task to task; actions up, right, down, left, of which two lead nowhere. */
export const corridorTasks = defineEnvironment({
  id: 'CorridorTasks',
  description: 'Walk along a corridor; each episode has one of several goals, which is observed',
  source: 'Analytic problem: all that tasks have in common is that two of the four actions lead nowhere',
  config,
  observation: ({ length, ...options }) => taskObservation({ ...options, map: mapUnder(length) }),
  goal: { part: 'task', kind: 'tasks' },
  action: finite(4),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  create: ({ length, goals, previous, ...rules }) =>
    taskDynamics({ map: mapUnder(length), rules: { ...rules, windIn: () => CALM, cliffReward: 0 }, goals, previous }),
});
