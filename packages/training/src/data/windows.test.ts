import { type DataSource, Streams, VemError } from '@vem/framework';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replay } from './replay.js';

const COLUMNS = ['observation', 'action', 'reward', 'nextObservation', 'terminated', 'truncated'].map((name) => ({
  name,
  size: 1,
}));

/** How a step ends: the episode goes on, terminates, is truncated, or another begins without a word. */
type End = 'on' | 'terminated' | 'truncated' | 'restart';
interface Step {
  readonly observation: number;
  readonly reward: number;
  readonly next: number;
  readonly end: End;
}

/** Episodes of N environments, step by step: observations count up, rewards are the observations' inverses. */
function record(ends: readonly (readonly End[])[]): Step[][] {
  let clock = 0;
  const now = ends[0].map(() => ++clock);
  return ends.map((row) =>
    row.map((end, n) => {
      const observation = now[n];
      const next = ++clock;
      now[n] = end === 'on' ? next : ++clock;
      return { observation, reward: Math.fround(1 / observation), next, end };
    }),
  );
}

const append = (source: DataSource, steps: readonly Step[]) => {
  const column = (value: (step: Step) => number) => Float32Array.from(steps, value);
  source.append({
    count: steps.length,
    columns: {
      observation: column(({ observation }) => observation),
      action: column(({ observation }) => -observation),
      reward: column(({ reward }) => reward),
      nextObservation: column(({ next }) => next),
      terminated: column(({ end }) => (end === 'terminated' ? 1 : 0)),
      truncated: column(({ end }) => (end === 'truncated' ? 1 : 0)),
    },
  });
};

interface Window {
  readonly observation: number;
  /** The reward of the first step, as a batch of single steps has it. */
  readonly first: number;
  readonly rewards: readonly number[];
  readonly next: number;
  readonly terminated: number;
  readonly truncated: number;
  readonly length: number;
}

/** The window that starts at step t of environment n, by its definition. */
function windowAt(steps: readonly (readonly Step[])[], t: number, n: number, size: number): Window {
  const taken: Step[] = [];
  for (let k = t; k < steps.length && taken.length < size; k++) {
    taken.push(steps[k][n]);
    if (steps[k][n].end !== 'on') break;
  }
  const last = taken[taken.length - 1];
  return {
    observation: taken[0].observation,
    first: taken[0].reward,
    rewards: Array.from({ length: size }, (_, k) => taken[k]?.reward ?? 0),
    next: last.next,
    terminated: last.end === 'terminated' ? 1 : 0,
    truncated: last.end === 'truncated' ? 1 : 0,
    length: taken.length,
  };
}

/** Every stored row once, in memory order. */
function allWindows(source: DataSource, rows: number, size: number): Window[] {
  const columns = [...COLUMNS, { name: 'windowReward', size }, { name: 'windowLength', size: 1 }];
  const batch = Object.fromEntries(columns.map((column) => [column.name, new Float32Array(rows * column.size)]));
  let row = 0;
  source.fill(batch, rows, Object.assign(new Streams(1).fresh('rows'), { integer: () => row++ }));
  return Array.from({ length: rows }, (_, b) => ({
    observation: batch.observation[b],
    first: batch.reward[b],
    rewards: [...batch.windowReward.subarray(b * size, (b + 1) * size)],
    next: batch.nextObservation[b],
    terminated: batch.terminated[b],
    truncated: batch.truncated[b],
    length: batch.windowLength[b],
  }));
}

const open = (capacity: number, batchSize: number, window: number) => {
  const source = replay({ capacity, batchSize, window }).create();
  const columns = source.open(COLUMNS);
  return { source, columns };
};

describe('windows of several steps', () => {
  const step: fc.Arbitrary<End> = fc.constantFrom<End>('on', 'on', 'on', 'terminated', 'truncated', 'restart');

  it('are those of the recorded episodes, from every stored row', () => {
    const runs = fc.record({
      environments: fc.integer({ min: 1, max: 3 }),
      room: fc.integer({ min: 0, max: 12 }),
      size: fc.integer({ min: 2, max: 6 }),
      ends: fc.array(fc.tuple(step, step, step), { minLength: 1, maxLength: 30 }),
    });
    fc.assert(
      fc.property(runs, ({ environments, room, size, ends }) => {
        const capacity = environments + room;
        const steps = record(ends.map((row) => row.slice(0, environments)));
        const rows = Math.min(capacity, steps.length * environments);
        const { source } = open(capacity, rows, size);
        for (const row of steps) append(source, row);
        const expected: Window[] = [];
        for (let index = steps.length * environments - rows; index < steps.length * environments; index++)
          expected[index % capacity] = windowAt(steps, Math.floor(index / environments), index % environments, size);
        const restored = open(capacity, rows, size).source;
        restored.restore(source.state());
        for (const memory of [source, restored]) expect(allWindows(memory, rows, size)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('stop at an end: the rewards of what follows do not count, and the observation is the final one', () => {
    const steps = record([['on'], ['terminated'], ['on'], ['truncated'], ['on'], ['on']]);
    const { source } = open(10, 6, 3);
    for (const row of steps) append(source, row);
    const windows = allWindows(source, 6, 3);
    expect(windows.map(({ length }) => length)).toEqual([2, 1, 2, 1, 2, 1]);
    expect(windows.map(({ terminated }) => terminated)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(windows.map(({ truncated }) => truncated)).toEqual([0, 0, 1, 1, 0, 0]);
    expect(windows[0].rewards).toEqual([steps[0][0].reward, steps[1][0].reward, 0]);
    expect(windows[0].next).toBe(steps[1][0].next);
    expect(windows[0].next).not.toBe(steps[2][0].observation);
  });

  it('add their rewards and lengths to the columns of the batch', () => {
    const windows = open(4, 2, 3);
    expect(windows.columns).toEqual([...COLUMNS, { name: 'windowReward', size: 3 }, { name: 'windowLength', size: 1 }]);
    expect(windows.source.windowLength).toBe(3);
    const single = open(4, 2, 1);
    expect(single.columns).toEqual(COLUMNS);
    expect(single.source.windowLength).toBeUndefined();
  });

  it('need returns that take them, and free column names', () => {
    expect(replay({ window: 5 })).toMatchObject({ provides: expect.arrayContaining(['windows']) });
    expect(replay({ window: 5 }).requires).toEqual(['returns.windows']);
    expect(replay()).toMatchObject({ provides: expect.not.arrayContaining(['windows']), requires: [] });
    const source = replay({ window: 2 }).create();
    for (const name of ['windowReward', 'windowLength'])
      expect(() => source.open([...COLUMNS, { name, size: 1 }])).toThrow(VemError);
  });
});
