import { type DataSource, Streams } from '@vem/framework';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/codeOf.js';
import { sequenceReplay } from './sequenceReplay.js';

const COLUMNS = [
  { name: 'observation', size: 1 },
  { name: 'action', size: 1 },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: 1 },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
  { name: 'logMu', size: 1 },
];

/** What happens after a step: it goes on, terminates, is truncated, or starts over without a word. */
const ENDS = ['goesOn', 'terminates', 'isTruncated', 'startsOver'] as const;
type End = (typeof ENDS)[number];

type Row = Readonly<Record<string, number>>;

/** Steps of N environments; every observation is a number of its own. */
class Recording {
  #clock = 0;
  readonly #now: number[];
  /** By environment, in order. */
  readonly rows: Row[][];

  constructor(environments: number) {
    this.#now = Array.from({ length: environments }, () => ++this.#clock);
    this.rows = this.#now.map(() => []);
  }

  step(ends: readonly End[]): Row[] {
    return this.#now.map((observation, n) => {
      const next = ++this.#clock;
      this.#now[n] = ends[n] === 'goesOn' ? next : ++this.#clock;
      const row = {
        observation,
        action: observation / 8,
        reward: observation / 4,
        nextObservation: next,
        terminated: Number(ends[n] === 'terminates'),
        truncated: Number(ends[n] === 'isTruncated'),
        logMu: -n,
      };
      this.rows[n].push(row);
      return row;
    });
  }
}

const open = (options: { length: number; batchSize: number; capacity: number; startAfter?: number }): DataSource => {
  const source = sequenceReplay({ startAfter: 0, ...options }).create();
  source.open(COLUMNS);
  return source;
};
const stream = (seed = 1) => new Streams(seed).fresh('batches');
const append = (source: DataSource, rows: readonly Row[]) =>
  source.append({
    count: rows.length,
    columns: Object.fromEntries(COLUMNS.map(({ name }) => [name, Float32Array.from(rows, (row) => row[name])])),
  });
const START = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 };

function fill(source: DataSource, stretches: number, draws = stream()): Row[][] {
  const steps = source.sequenceLength!;
  const batch = Object.fromEntries(COLUMNS.map(({ name }) => [name, new Float32Array(steps * stretches).fill(-1)]));
  source.fill(batch, stretches, draws);
  return Array.from({ length: stretches }, (_, b) =>
    Array.from({ length: steps }, (_, t) =>
      Object.fromEntries(COLUMNS.map(({ name }) => [name, batch[name][t * stretches + b]])),
    ),
  );
}

/** The sequence as a plain list of one environment's rows gives it; where the next row is not what a step led to, it is cut. */
const expected = (rows: readonly Row[], start: number, steps: number): Row[] =>
  rows.slice(start, start + steps).map((row, t, all) => {
    const follows = t + 1 === steps || all[t + 1].observation === row.nextObservation;
    return follows || row.terminated === 1 ? row : { ...row, truncated: 1 };
  });

describe('sequence replay', () => {
  it('hands out what a list of each environment’s steps would give, and says where anything ends', () => {
    const runs = fc
      .record({
        environments: fc.integer({ min: 1, max: 4 }),
        length: fc.integer({ min: 2, max: 6 }),
        room: fc.integer({ min: 0, max: 25 }),
      })
      .chain(({ environments, length, room }) =>
        fc.record({
          environments: fc.constant(environments),
          length: fc.constant(length),
          capacity: fc.constant(environments * length + room),
          steps: fc.array(
            fc.array(fc.constantFrom<End>('goesOn', 'goesOn', 'goesOn', ...ENDS), {
              minLength: environments,
              maxLength: environments,
            }),
            { minLength: 1, maxLength: 30 },
          ),
          restoreAt: fc.nat(30),
        }),
      );
    fc.assert(
      fc.property(runs, ({ environments, length, capacity, steps, restoreAt }) => {
        let source = open({ capacity, length, batchSize: 4 });
        const recording = new Recording(environments);
        for (const [t, ends] of steps.entries()) {
          append(source, recording.step(ends));
          if (t === restoreAt) {
            const restored = open({ capacity, length, batchSize: 4 });
            restored.restore(source.state());
            source = restored;
          }
          expect(source.ready(START)).toBe((t + 1) * environments > (length - 1) * environments);
          if (!source.ready(START)) continue;
          for (const sequence of fill(source, 4, stream(t))) {
            const n = -sequence[0].logMu;
            const rows = recording.rows[n];
            const start = rows.findIndex((row) => row.observation === sequence[0].observation);
            // Only what the ring still holds: its newest rows over all environments.
            const age = (rows.length - start) * environments - n;
            expect(age).toBeLessThanOrEqual(capacity);
            expect(sequence).toEqual(expected(rows, start, length));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('begins everywhere equally often', () => {
    const source = open({ capacity: 30, length: 4, batchSize: 1 });
    const recording = new Recording(2);
    for (let t = 0; t < 25; t++) append(source, recording.step(['goesOn', 'goesOn']));
    const counts = new Map<number, number>();
    const draws = stream();
    for (let k = 0; k < 240; k++)
      for (const [{ observation }] of fill(source, 100, draws))
        counts.set(observation, (counts.get(observation) ?? 0) + 1);
    // 30 rows, of which the last three steps of two environments begin none.
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 99.9 % quantile at 23 degrees of freedom.
    expect(chiSquare).toBeLessThan(49.7);
  });

  it('is ready once a whole sequence is there, and not before learning starts', () => {
    const source = open({ capacity: 100, length: 3, batchSize: 2, startAfter: 4 });
    const recording = new Recording(1);
    const ready = (envSteps: number) => source.ready({ ...START, envSteps });
    for (let t = 0; t < 2; t++) append(source, recording.step(['goesOn']));
    expect(ready(10)).toBe(false);
    expect(codeOf(() => fill(source, 2))).toBe('VEM_REPLAY_EMPTY');
    append(source, recording.step(['goesOn']));
    expect(ready(3)).toBe(false);
    expect(ready(4)).toBe(true);
  });

  it('refuses sequences of one step, and those that the ring cannot hold', () => {
    const small = open({ capacity: 8, length: 5, batchSize: 1 });
    expect(codeOf(() => append(small, new Recording(2).step(['goesOn', 'goesOn'])))).toBe('VEM_SEQUENCE_CAPACITY');
    expect(codeOf(() => sequenceReplay({ length: 1 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(sequenceReplay().provides).toEqual(['replay', 'sequences', 'time', 'path']);
  });
});
