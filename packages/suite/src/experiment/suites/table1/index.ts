import { parseSuite, type Suite } from '../../suite.js';
import { EXACT } from './exact.js';
import { MODELS } from './models.js';
import { OFF_POLICY } from './offPolicy.js';
import { ON_POLICY } from './onPolicy.js';
import { type TableRow, whyNot } from './row.js';
import { SHARED } from './shared.js';
import { TASKS, type Task } from './tasks.js';

/** All rows of the table of the source paper that there are, and the cells that it left empty. */
const ROWS: readonly TableRow[] = [...OFF_POLICY, ...ON_POLICY, ...MODELS, ...EXACT, ...SHARED];

const REASON =
  'small tasks need no 256 units: 2 × 64, batches of 128 and a rate of 1e-3 for rows that learn from a replay; on-policy rows as published for the task; models of 2 × 64 units';

interface Extent {
  readonly name: string;
  readonly description: string;
  readonly tasks: readonly Task[];
  readonly seeds: number;
  readonly episodes: number;
}

function tableOf({ name, description, tasks, seeds, episodes }: Extent): Suite {
  const rows = ROWS.filter(({ on }) => tasks.some((task) => on[task] !== undefined)).map((row) => {
    const here = tasks.filter((task) => row.on[task] !== undefined);
    const byTask = <T>(value: (task: Task) => T | undefined): Record<string, T> =>
      Object.fromEntries(
        here.flatMap((task) => {
          const given = value(task);
          return given === undefined ? [] : [[TASKS[task], given]];
        }),
      );
    return {
      name: row.name ?? row.preset,
      preset: row.preset,
      setOn: byTask((task) => row.on[task]!.set),
      presetOn: byTask((task) => row.on[task]!.preset),
      stepsOn: byTask((task) => row.on[task]!.steps),
      skip: Object.fromEntries(
        tasks.filter((task) => !here.includes(task)).map((task) => [TASKS[task], whyNot(row, task)]),
      ),
      referenceTask: TASKS[here.includes(row.reference) ? row.reference : here[0]],
    };
  });
  const environments = tasks.map((task) => ({
    id: TASKS[task],
    steps: Math.max(...ROWS.map(({ on }) => on[task]?.steps ?? 1)),
    // Ending within 1 of the goal is a mean over 100 episodes, and takes experience from four copies.
    ...(task === 'plane' ? { copies: 4, episodes: 100 } : {}),
  }));
  const settings = { set: {}, reason: REASON };
  return parseSuite({ name, description, rows, environments, settings, seeds, episodes }, name);
}

/** Hours on two cores; its results are stored in `benchmarks/results`. */
export const table1 = tableOf({
  name: 'table1',
  description: 'Every row of the table of prior, model and posterior, on the tasks that it takes, five seeds each',
  tasks: ['cartPole', 'pendulum', 'plane', 'cliff', 'rooms'],
  seeds: 5,
  episodes: 20,
});

/** A quarter of an hour on two cores. */
export const table1Quick = tableOf({
  name: 'table1-quick',
  description:
    'Every row of the table of prior, model and posterior, two seeds on small tasks, in a quarter of an hour',
  tasks: ['cartPole', 'pendulum', 'plane', 'cliff', 'rooms'],
  seeds: 2,
  episodes: 10,
});
