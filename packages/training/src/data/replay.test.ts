import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type DataSource, Streams } from '@vem/framework';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/codeOf.js';
import { Replay, replay } from './replay.js';

const COLUMNS = [
  { name: 'observation', size: 2 },
  { name: 'action', size: 1 },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: 2 },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
  { name: 'logMu', size: 1 },
];
type Row = Record<string, number[]>;

const open = (options: { capacity: number; batchSize?: number; startAfter?: number }): DataSource => {
  const source = replay(options).create();
  source.open(COLUMNS);
  return source;
};
const stream = (seed = 1) => new Streams(seed).fresh('batches');
const emptyBatch = (rows: number) =>
  Object.fromEntries(COLUMNS.map(({ name, size }) => [name, new Float32Array(rows * size)]));

/** Rows as an environment would make them: each observation is its own, and follows the one before unless an episode ended. */
class Episodes {
  #clock = 0;
  readonly #now: number[][];

  constructor(environments: number) {
    this.#now = Array.from({ length: environments }, () => this.#fresh());
  }

  #fresh(): number[] {
    this.#clock += 1;
    return [this.#clock, -this.#clock];
  }

  /** One step; `ends[n]`: 0 the episode goes on, 1 it terminates, 2 it is truncated, 3 it starts over without a word. */
  step(ends: readonly number[]): Row[] {
    return this.#now.map((observation, n) => {
      const next = this.#fresh();
      this.#now[n] = ends[n] === 0 ? next : this.#fresh();
      return {
        observation,
        action: [this.#clock / 7],
        reward: [Math.fround(this.#clock * 0.1)],
        nextObservation: next,
        terminated: [ends[n] === 1 ? 1 : 0],
        truncated: [ends[n] === 2 ? 1 : 0],
        logMu: [n],
      };
    });
  }
}

const append = (source: DataSource, rows: readonly Row[]) =>
  source.append({
    count: rows.length,
    columns: Object.fromEntries(COLUMNS.map(({ name }) => [name, Float32Array.from(rows.flatMap((row) => row[name]))])),
  });

/** The batch that the rows in memory order give for the same draws. */
function expectedBatch(memory: readonly Row[], rows: number, draws: ReturnType<typeof stream>) {
  const picked = Array.from({ length: rows }, () => memory[draws.integer(memory.length)]);
  return Object.fromEntries(COLUMNS.map(({ name }) => [name, Float32Array.from(picked.flatMap((row) => row[name]))]));
}

describe('replay', () => {
  it('draws the very rows that whole objects in a ring would give, through wrap-arounds and restores', () => {
    const runs = fc
      .record({
        environments: fc.integer({ min: 1, max: 5 }),
        room: fc.integer({ min: 0, max: 40 }),
        end: fc.constantFrom(0, 0.1, 0.5, 1),
      })
      .chain(({ environments, room, end }) =>
        fc.record({
          environments: fc.constant(environments),
          capacity: fc.constant(environments + room),
          steps: fc.array(
            fc.array(
              fc
                .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 3 }))
                .map(([u, how]) => (u < end ? how : 0)),
              {
                minLength: environments,
                maxLength: environments,
              },
            ),
            { minLength: 1, maxLength: 60 },
          ),
          restoreAt: fc.nat(60),
        }),
      );
    fc.assert(
      fc.property(runs, ({ environments, capacity, steps, restoreAt }) => {
        let source = open({ capacity, batchSize: 16 });
        const episodes = new Episodes(environments);
        const memory: Row[] = [];
        const [mine, theirs] = [stream(), stream()];
        let added = 0;
        steps.forEach((ends, step) => {
          const rows = episodes.step(ends);
          append(source, rows);
          for (const row of rows) memory[added++ % capacity] = row;
          if (step === restoreAt) {
            const restored = open({ capacity, batchSize: 16 });
            restored.restore(source.state());
            expect(restored.state()).toEqual(source.state());
            source = restored;
          }
          const batch = emptyBatch(16);
          source.fill(batch, 16, mine);
          expect(batch).toEqual(expectedBatch(memory, 16, theirs));
        });
        // Every row once more: the last state is right as a whole.
        const batch = emptyBatch(16);
        memory.forEach((_row, index) => {
          const at = Object.assign(stream(), { integer: () => index });
          source.fill(batch, 16, at);
          expect(batch).toEqual(expectedBatch(memory, 16, at));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('agrees with whole objects over growth to thousands of rows and several rounds', () => {
    const capacity = 5000;
    const source = open({ capacity, batchSize: 256 });
    const episodes = new Episodes(3);
    const memory: Row[] = [];
    const [mine, theirs, chance] = [stream(), stream(), stream(2)];
    let added = 0;
    for (let step = 0; step < 6000; step++) {
      const rows = episodes.step([0, 0, 0].map(() => (chance.uniform() < 0.05 ? 1 : 0)));
      append(source, rows);
      for (const row of rows) memory[added++ % capacity] = row;
      if (step % 500 !== 499) continue;
      const batch = emptyBatch(256);
      source.fill(batch, 256, mine);
      expect(batch).toEqual(expectedBatch(memory, 256, theirs));
    }
  });

  it('keeps a state apart from what happens later, and a restored one apart from the state', () => {
    const source = open({ capacity: 8, batchSize: 4 });
    const episodes = new Episodes(2);
    append(source, episodes.step([0, 1]));
    append(source, episodes.step([0, 0]));
    const state = source.state();
    const copy = structuredClone(state);
    for (let i = 0; i < 9; i++) append(source, episodes.step([1, 0]));
    expect(state).toEqual(copy);
    source.restore(state);
    append(source, episodes.step([0, 0]));
    expect(state).toEqual(copy);
    const other = open({ capacity: 8, batchSize: 4 });
    other.restore(copy);
    expect(other.state()).toEqual(state);
  });

  it('fills as many rows as it is asked for', () => {
    const source = open({ capacity: 8, batchSize: 4 });
    append(source, new Episodes(2).step([0, 0]));
    const batch = emptyBatch(7);
    source.fill(batch, 7, stream());
    expect(batch.reward.every((reward) => reward > 0)).toBe(true);
  });

  it('draws every row equally often', () => {
    const source = open({ capacity: 50, batchSize: 50 });
    const episodes = new Episodes(1);
    for (let i = 0; i < 70; i++) append(source, episodes.step([0]));
    const counts = new Map<number, number>();
    const batch = { reward: new Float32Array(50) };
    const draws = stream();
    for (let i = 0; i < 1000; i++) {
      source.fill(batch, 50, draws);
      for (const reward of batch.reward) counts.set(reward, (counts.get(reward) ?? 0) + 1);
    }
    expect(counts.size).toBe(50);
    // χ² with 49 degrees of freedom: 85.4 is its 99.9 % quantile.
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(85.4);
  });

  it('allocates for what is stored, not for the capacity', () => {
    const source = open({ capacity: 2 ** 30, batchSize: 1 });
    const before = process.memoryUsage().arrayBuffers;
    const episodes = new Episodes(1);
    for (let i = 0; i < 3000; i++) append(source, episodes.step([0]));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000);
  });

  it('tells of a capacity that this machine has no memory for', () => {
    const warned: string[] = [];
    const warn = (text: string) => warned.push(text);
    const options = { batchSize: 1, startAfter: 0, window: 1 };
    new Replay({ ...options, capacity: 2 ** 30 }, undefined, warn).open([
      ...COLUMNS.filter(({ name }) => !/observation/i.test(name)),
      { name: 'observation', size: 10_000 },
      { name: 'nextObservation', size: 10_000 },
    ]);
    expect(warned).toEqual([expect.stringMatching(/1073741824 transitions take 4\d{4} GB .* this machine has .* GB/)]);
    new Replay({ ...options, capacity: 1000 }, undefined, warn).open(COLUMNS);
    expect(warned).toHaveLength(1);
  });

  it('says which memory is missing where one step does not fit', () => {
    const huge = COLUMNS.map((column) => (/observation/i.test(column.name) ? { ...column, size: 2 ** 40 } : column));
    expect(() => new Replay({ batchSize: 1, startAfter: 0, window: 1, capacity: 10 }).open(huge)).toThrow(
      expect.objectContaining({ code: 'VEM_MEMORY_LIMIT' }),
    );
  });

  it('allocates nothing while it appends to a full ring and fills batches', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const source = open({ capacity: 3000, batchSize: 32 });
    const episodes = new Episodes(2);
    const steps = Array.from({ length: 50 }, (_, i) => {
      const rows = episodes.step([i % 7 === 0 ? 1 : 0, 0]);
      return {
        count: 2,
        columns: Object.fromEntries(
          COLUMNS.map(({ name }) => [name, Float32Array.from(rows.flatMap((row) => row[name]))]),
        ),
      };
    });
    const batch = emptyBatch(32);
    const draws = stream();
    const CALLS = 20_000;
    const grown = Array.from({ length: 4 }, () => {
      collect();
      const before = process.memoryUsage().heapUsed;
      for (let call = 0; call < CALLS; call++) {
        source.append(steps[call % steps.length]);
        source.fill(batch, 32, draws);
      }
      return process.memoryUsage().heapUsed - before;
    });
    // The smallest object takes 16 bytes; the first rounds also compile.
    expect(Math.min(...grown)).toBeLessThan(8 * CALLS);
  });

  it('is ready after the given environment steps, and never without a row', () => {
    const source = open({ capacity: 10, startAfter: 5 });
    const progress = (envSteps: number) => ({ envSteps, updates: 0, rollouts: 0, fraction: 0 });
    expect(source.ready(progress(5))).toBe(false);
    append(source, new Episodes(1).step([0]));
    expect(source.ready(progress(4))).toBe(false);
    expect(source.ready(progress(5))).toBe(true);
  });

  it('has the defaults of the literature', () => {
    expect(replay().config).toEqual({
      capacity: 1_000_000,
      batchSize: 256,
      startAfter: 1000,
      window: 1,
      balanced: false,
    });
    expect(replay().provides).toEqual(['replay', 'indexed', 'time', 'path']);
  });

  it('answers misuse with coded errors', () => {
    expect(codeOf(() => replay({ capacity: 0 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(codeOf(() => replay({ batchSize: 1.5 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(codeOf(() => replay({ startAfter: -1 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(codeOf(() => open({ capacity: 10 }).fill(emptyBatch(256), 256, stream()))).toBe('VEM_REPLAY_EMPTY');
    expect(codeOf(() => append(open({ capacity: 2 }), new Episodes(3).step([0, 0, 0])))).toBe('VEM_REPLAY_CAPACITY');
    const source = open({ capacity: 10 });
    append(source, new Episodes(2).step([0, 0]));
    expect(codeOf(() => append(source, new Episodes(3).step([0, 0, 0])))).toBe('VEM_REPLAY_COLUMNS');
    expect(codeOf(() => source.append({ count: 2, columns: {} }))).toBe('VEM_REPLAY_COLUMNS');
    const unopened = replay().create();
    expect(codeOf(() => unopened.fill({}, 1, stream()))).toBe('VEM_REPLAY_COLUMNS');
    expect(codeOf(() => unopened.open([{ name: 'observation', size: 2 }]))).toBe('VEM_REPLAY_COLUMNS');
    expect(codeOf(() => unopened.open([...COLUMNS, { name: 'reward', size: 1 }]))).toBe('VEM_REPLAY_COLUMNS');
  });

  it.each([
    ['another capacity', (state: object) => ({ ...state, capacity: 11 })],
    ['a column of another size', (state: object) => ({ ...state, 'column/action': new Float32Array(5) })],
    ['a missing column', (state: object) => ({ ...state, 'column/logMu': undefined })],
    ['missing final observations', (state: object) => ({ ...state, finals: new Float32Array(0) })],
    ['a missing counter', (state: object) => ({ ...state, added: undefined })],
  ])('does not restore a state with %s', (_what, change) => {
    const source = open({ capacity: 10 });
    const episodes = new Episodes(2);
    append(source, episodes.step([1, 0]));
    append(source, episodes.step([0, 0]));
    expect(codeOf(() => open({ capacity: 10 }).restore(change(source.state()) as never))).toBe('VEM_REPLAY_MISMATCH');
  });
});
