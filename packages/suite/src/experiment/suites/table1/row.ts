import {
  BOX_ONLY,
  FINITE_ONLY,
  GOAL_ONLY,
  NO_TABLE,
  NOT_MEASURED,
  ONE_TASK,
  TABLES_ONLY,
  TASKS_ONLY,
  type Task,
} from './tasks.js';

export type Settings = Readonly<Record<string, unknown>>;

/** How a row is run on a task: environment steps, and what differs from the preset. */
export interface TableCell {
  readonly steps: number;
  /** A variant with settings that were published for the task. */
  readonly preset?: string;
  readonly set?: Settings;
}

/** A row of the table, and where it runs. */
export interface TableRow {
  /** Name of the row; default: its preset's. */
  readonly name?: string;
  readonly preset: string;
  /** The task of its kind, whose score stands for it in the grid. */
  readonly reference: Task;
  readonly on: Readonly<Partial<Record<Task, TableCell>>>;
  /** Which actions and states it takes; default: networks on both kinds of actions. */
  readonly takes?: 'box' | 'finite' | 'tables' | 'tasks' | 'goal';
}

/** Why a row does not run on a task. */
export function whyNot({ takes }: TableRow, task: Task): string {
  if (takes === 'tasks') return TASKS_ONLY;
  if (takes === 'goal') return task === 'rooms' ? NOT_MEASURED : GOAL_ONLY;
  if (task === 'rooms') return ONE_TASK;
  if (takes === 'tables') return TABLES_ONLY;
  if (task === 'cliff') return NO_TABLE;
  if (takes === 'box' && task === 'cartPole') return BOX_ONLY;
  if (takes === 'finite' && task !== 'cartPole') return FINITE_ONLY;
  return NOT_MEASURED;
}
