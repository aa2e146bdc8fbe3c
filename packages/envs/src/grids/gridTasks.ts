import { type Dynamics, type ObservationSpace, observationSpace } from '@vem/framework';
import { z } from 'zod';
import type { GridMap } from './gridMap.js';
import { DIRECTIONS, type GridRules, moveOn } from './gridMoves.js';
import { gridView } from './gridView.js';

/** A goal, [column, row], rows counted downwards. */
const goal = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);
type Goal = z.output<typeof goal>;

/** Options of grids whose tasks differ in where the goal is. @param usual - the goals */
export const gridTaskOptions = (usual: readonly Goal[]) => ({
  goals: z
    .array(goal)
    .min(1)
    .max(1000)
    .default(usual.map(([column, row]) => [column, row]))
    .describe('the goal of each task, [column, row] from the upper left corner; each episode is one task, all alike'),
  previous: z
    .boolean()
    .default(false)
    .describe(
      'whether the action before is a part `previous` of the observation, one-hot, with a fifth entry for none: who does not see the goal can then keep its direction',
    ),
  stepReward: z.number().default(-0.1).describe('reward of every step'),
  goalReward: z.number().default(1).describe('added to the reward of the step that reaches the goal'),
  slip: z.number().min(0).max(1).default(0).describe('probability that a move goes to one side instead, half to each'),
  timeLimit: z.int().positive().nullable().default(100).describe('steps until truncation; null: none'),
});

/** Whether all goals are free cells of a map, and none is all there is. */
export const goalsFit = (goals: readonly Goal[], { columns, rows, cellOf }: GridMap): boolean =>
  goals.every(([column, row]) => column < columns && row < rows && cellOf(row * columns + column) === 'free');

export interface GridTasks {
  readonly map: GridMap;
  /** All but the map, which depends on the task. */
  readonly rules: Omit<GridRules, 'map'>;
  readonly goals: readonly Goal[];
  readonly previous: boolean;
}

/** Parts `state`, `task` and, if asked for, `previous`, each one-hot. */
export const taskObservation = ({ map, goals, previous }: Pick<GridTasks, 'map' | 'goals' | 'previous'>) =>
  observationSpace({
    state: map.rows * map.columns,
    task: goals.length,
    ...(previous ? { previous: DIRECTIONS.length + 1 } : {}),
  }) satisfies ObservationSpace;

/** The map as one task has it: the goal of another one is a cell like any other. */
const withGoal = (map: GridMap, [column, row]: Goal): GridMap => {
  const place = row * map.columns + column;
  return { ...map, cellOf: (state) => (state === place ? 'goal' : map.cellOf(state)) };
};

/** State: the cell, the task, and the action before plus one, 0 at the start. Episodes start in any free cell. */
export function taskDynamics({ map, rules, goals, previous }: GridTasks): Dynamics<'finite'> {
  const cells = map.rows * map.columns;
  const tasks = goals.map((place): GridRules => ({ ...rules, map: withGoal(map, place) }));
  const view = gridView(goals.reduce(withGoal, map));
  return {
    stateSize: 3,
    ...(view ? { view } : {}),
    reset(state, stream) {
      state[1] = stream.integer(goals.length);
      state[2] = 0;
      do state[0] = stream.integer(cells);
      while (tasks[state[1]].map.cellOf(state[0]) !== 'free');
    },
    step(state, action, outcome, stream) {
      const task = tasks[state[1]];
      state[0] = moveOn(task, state[0], action, outcome, stream);
      state[2] = action + 1;
      outcome.terminated = task.map.cellOf(state[0]) === 'goal';
    },
    observe([cell, task, before], observation) {
      observation.fill(0);
      observation[cell] = 1;
      observation[cells + task] = 1;
      if (previous) observation[cells + goals.length + before] = 1;
    },
  };
}
