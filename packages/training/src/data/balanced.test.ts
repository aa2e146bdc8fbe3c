import type { DataSource } from '@vem/framework';
import { Streams } from '@vem/framework';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Replay } from './replay.js';

const TASKS = 3;
const COLUMNS = [
  { name: 'observation', size: 1 + TASKS },
  { name: 'action', size: 1 },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: 1 + TASKS },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
];

const source = (capacity: number): DataSource => {
  const made = new Replay({ capacity, batchSize: 30, startAfter: 0, window: 1, balanced: true }, undefined, undefined, {
    begin: 1,
    size: TASKS,
  });
  made.open(COLUMNS);
  return made;
};

/** One row per environment: the reward is the row's number, the task as given. */
function append(to: DataSource, first: number, tasks: readonly number[]): void {
  const observation = Float32Array.from(tasks.flatMap((task) => [first, ...[0, 1, 2].map((t) => Number(t === task))]));
  const each = (value: (n: number) => number) => Float32Array.from(tasks, (_, n) => value(n));
  to.append({
    count: tasks.length,
    columns: {
      observation,
      action: each(() => 0),
      reward: each((n) => first + n),
      nextObservation: observation,
      terminated: each(() => 0),
      truncated: each(() => 0),
    },
  });
}

const batchOf = (from: DataSource, rows: number, seed = 1) => {
  const batch = Object.fromEntries(COLUMNS.map(({ name, size }) => [name, new Float32Array(rows * size)]));
  from.fill(batch, rows, new Streams(seed).stream('batch'));
  return Array.from({ length: rows }, (_, b) => ({
    row: batch.reward[b],
    task: [0, 1, 2].findIndex((t) => batch.observation[b * (1 + TASKS) + 1 + t] === 1),
  }));
};

describe('balanced batches', () => {
  it('have as many rows of each task that is there, drawn from all that is remembered of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 20 }),
        (steps, half) => {
          const capacity = 2 * half;
          const replay = source(capacity);
          const rows: number[] = [];
          for (const [t, tasks] of steps.entries()) {
            append(replay, 2 * t, tasks);
            rows.push(...tasks);
          }
          const kept = rows.map((task, row) => ({ row, task })).slice(-capacity);
          const there = [...new Set(kept.map(({ task }) => task))];
          const drawn = batchOf(replay, 30);
          for (const { row, task } of drawn) expect(kept).toContainEqual({ row, task });
          for (const task of there) expect(drawn.filter((of) => of.task === task)).toHaveLength(30 / there.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reach every row of a task, and are the same after a restore', () => {
    const replay = source(10);
    for (let t = 0; t < 9; t++) append(replay, 2 * t, [0, t % 4 === 0 ? 1 : 2]);
    const copy = source(10);
    copy.restore(replay.state());
    const drawn = batchOf(replay, 300, 7);
    expect(batchOf(copy, 300, 7)).toEqual(drawn);
    expect(new Set(drawn.filter(({ task }) => task === 0).map(({ row }) => row)).size).toBe(5);
    append(replay, 18, [1, 1]);
    append(copy, 18, [1, 1]);
    expect(batchOf(copy, 300, 8)).toEqual(batchOf(replay, 300, 8));
  });
});
