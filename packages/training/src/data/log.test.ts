import { type DataSource, type LoggedRows, Streams, VemError } from '@vem/framework';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Replay, replay } from './replay.js';

const COLUMNS = ['observation', 'action', 'reward', 'nextObservation', 'terminated', 'truncated'].map((name) => ({
  name,
  size: name.toLowerCase().endsWith('observation') ? 2 : 1,
}));

const open = (capacity: number, segmentRows: number, window = 1): DataSource => {
  const source = new Replay({ capacity, batchSize: 8, startAfter: 0, window }, segmentRows);
  source.open(COLUMNS);
  return source;
};

/** Steps of N environments; episodes end where `ends` says, and the next one starts elsewhere. */
function append(source: DataSource, environments: number, clock: number, ends: boolean): void {
  const values = (scale: number, size: number) =>
    Float32Array.from({ length: environments * size }, (_, i) => scale * clock + i);
  source.append({
    count: environments,
    columns: {
      observation: values(1, 2).map((x) => (ends ? -x : x)),
      action: values(0.5, 1),
      reward: values(0.1, 1),
      nextObservation: values(1, 2).map((x) => x + 1),
      terminated: new Float32Array(environments),
      truncated: new Float32Array(environments),
    },
  });
}

/** What checkpoints do: keeps segments that are written once, and the rest. */
class Log {
  #segments: (LoggedRows & { readonly end: number })[] = [];

  store(source: DataSource) {
    const log = source.log!;
    const { first, settled } = log.extent();
    this.#segments = this.#segments.filter(({ end }) => end > first);
    let from = this.#segments.at(-1)?.end ?? first;
    for (; settled - from >= log.segmentRows; from += log.segmentRows)
      this.#segments.push({ first: from, end: from + log.segmentRows, rows: log.rows(from, from + log.segmentRows) });
    return { segments: [...this.#segments], rest: log.rest(from), from };
  }
}

const batches = (source: DataSource, window: number) => {
  const columns = [...COLUMNS, { name: 'windowReward', size: window }, { name: 'windowLength', size: 1 }].map(
    ({ name, size }) => [name, new Float32Array(8 * size)],
  );
  const batch = Object.fromEntries(columns) as Record<string, Float32Array>;
  const stream = new Streams(1).fresh('batch');
  return Array.from({ length: 10 }, () => {
    source.fill(batch, 8, stream);
    return structuredClone(batch);
  });
};

describe('the log of a replay', () => {
  it('gives back the same memory from segments that were written at any time', () => {
    const cases = fc.record({
      environments: fc.integer({ min: 1, max: 3 }),
      room: fc.integer({ min: 0, max: 30 }),
      segmentRows: fc.integer({ min: 1, max: 9 }),
      window: fc.integer({ min: 1, max: 3 }),
      steps: fc.array(fc.record({ ends: fc.boolean(), store: fc.integer({ min: 0, max: 3 }) }), {
        minLength: 1,
        maxLength: 60,
      }),
    });
    fc.assert(
      fc.property(cases, ({ environments, room, segmentRows, window, steps }) => {
        const capacity = environments + room;
        let source = open(capacity, segmentRows, window);
        const log = new Log();
        for (const [clock, { ends, store }] of steps.entries()) {
          append(source, environments, clock, ends);
          if (store > 1) continue;
          const { segments, rest, from } = log.store(source);
          expect(rest.final).toHaveLength((clock + 1) * environments - from);
          const restored = open(capacity, segmentRows, window);
          restored.log!.restoreFrom(segments, structuredClone(rest));
          expect(restored.state()).toEqual(source.state());
          expect(batches(restored, window)).toEqual(batches(source, window));
          // Half of the time the restored memory is the one that goes on.
          if (store === 1) source = restored;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('refuses segments with a gap, of other rows, and a rest that does not follow', () => {
    const source = open(100, 10);
    for (let clock = 0; clock < 35; clock++) append(source, 1, clock, clock % 7 === 0);
    const { segments, rest } = new Log().store(source);
    expect(segments).toHaveLength(3);
    const refused = (changed: readonly LoggedRows[], tail = rest) => {
      try {
        open(100, 10).log!.restoreFrom(changed, tail);
      } catch (error) {
        return error instanceof VemError && error.code === 'VEM_REPLAY_MISMATCH';
      }
      return false;
    };
    expect(refused(segments)).toBe(false);
    expect(refused([segments[0], segments[2]])).toBe(true);
    expect(refused(segments.slice(0, 2))).toBe(true);
    expect(refused(segments.slice(1))).toBe(true);
    expect(refused([])).toBe(true);
    expect(
      refused([
        segments[0],
        { ...segments[1], rows: { ...segments[1].rows, 'column/action': new Float32Array(9) } },
        segments[2],
      ]),
    ).toBe(true);
    const { final } = segments[1].rows;
    if (!(final instanceof Int32Array)) throw new Error('final');
    expect(
      refused([
        segments[0],
        { ...segments[1], rows: { ...segments[1].rows, final: final.map((rank) => rank + 5) } },
        segments[2],
      ]),
    ).toBe(true);
  });

  it('has segments of a few megabytes unless told otherwise', () => {
    const source = replay().create() as DataSource;
    source.open(COLUMNS);
    const bytes = source.log!.segmentRows * 4 * (2 + 4 + 1);
    expect(bytes).toBeGreaterThan(2 ** 20);
    expect(bytes).toBeLessThanOrEqual(2 ** 22);
  });
});
