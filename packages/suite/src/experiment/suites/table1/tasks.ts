/**
 * The tasks of the table: two small control tasks that most rows share, one in the plane, a grid that declares its tables and can be
 * solved exactly, and one whose episodes have different goals.
 */
export const TASKS = {
  cartPole: 'CartPole-v1',
  pendulum: 'Pendulum-v1',
  plane: 'PointMass2D',
  cliff: 'Cliff',
  rooms: 'TwoRoomTasks',
} as const;
export type Task = keyof typeof TASKS;

/** Why a row is not on a task. */
export const BOX_ONLY = 'takes continuous actions only';
export const FINITE_ONLY = 'takes finite actions only';
export const TABLES_ONLY = 'needs the tables of a model, or a table of values';
export const NO_TABLE = 'few states tell nothing of networks; rows on tables are held against each other there';
export const TASKS_ONLY = 'needs episodes that say which of several tasks they are';
export const GOAL_ONLY = 'needs observations that say what the goal is';
export const ONE_TASK = 'only rows that tell tasks apart are compared there';
export const NOT_MEASURED = 'is not part of the table there: small networks take longer than the table has time';
