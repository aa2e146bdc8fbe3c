import { type DataColumn, Streams, type Transitions } from '@vem/framework';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/codeOf.js';
import type { RolloutOptions } from './rolloutMemory.js';
import { Rollouts, rollouts } from './rollouts.js';

const COLUMNS: readonly DataColumn[] = [
  { name: 'observation', size: 2 },
  { name: 'action', size: 1 },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: 2 },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
  { name: 'logMu', size: 1 },
];
const ADDED: readonly DataColumn[] = [{ name: 'advantage', size: 1 }];

const stream = (name = 'data/batch') => new Streams(1).fresh(name);
const emptyBatch = (rows: number) =>
  Object.fromEntries([...COLUMNS, ...ADDED].map(({ name, size }) => [name, new Float32Array(rows * size)]));

function open(options: Partial<RolloutOptions>, environments: number, added = ADDED, available?: number): Rollouts {
  const source = new Rollouts({ length: 4, epochs: 2, batchSize: 2, ...options }, available);
  source.open(COLUMNS);
  source.rollouts.open(environments, added);
  return source;
}

/** Steps whose numbers say where they belong: the action of step t of environment n is 100·t + n. */
class Steps {
  readonly #environments: number;
  #clock = 0;
  /** By environment, how many episodes there were. */
  readonly #episode: number[];

  constructor(environments: number) {
    this.#environments = environments;
    this.#episode = Array.from({ length: environments }, () => 0);
  }

  /** One step; `ends[n]`: 0 the episode goes on, 1 it terminates, 2 it is truncated, 3 another begins without a word. */
  next(ends: readonly number[] = []): Transitions {
    const t = this.#clock++;
    const all = Array.from({ length: this.#environments }, (_, n) => n);
    const observe = (time: number) => Float32Array.from(all.flatMap((n) => [time + n / 8, this.#episode[n]]));
    const [observation, nextObservation] = [observe(t), observe(t + 1)];
    for (const n of all) if (ends[n]) this.#episode[n] += 1;
    const column = (value: (n: number) => number) => Float32Array.from(all, value);
    return {
      count: this.#environments,
      columns: {
        observation,
        nextObservation,
        action: column((n) => 100 * t + n),
        reward: column((n) => t / (n + 1)),
        terminated: column((n) => (ends[n] === 1 ? 1 : 0)),
        truncated: column((n) => (ends[n] === 2 ? 1 : 0)),
        logMu: column((n) => -t - n),
      },
    };
  }
}

/** Appends until the roll-out is whole, and annotates it with the actions halved. */
function collect(source: Rollouts, steps: Steps): void {
  let whole = source.rollouts.complete();
  for (let t = 0; t < source.rollouts.length; t++) {
    source.append(steps.next());
    whole = source.rollouts.complete();
  }
  source.rollouts.annotate({ advantage: whole!.action.map((action) => action / 2) });
}

/** The actions of the next batch, of whatever size, with everything else checked against them. */
function drawn(source: Rollouts, from: ReturnType<typeof stream>, rows = source.batchSize): number[] {
  const batch = emptyBatch(rows);
  source.fill(batch, rows, from);
  batch.action.forEach((action, b) => {
    const [t, n] = [Math.floor(action / 100), action % 100];
    expect(batch.observation[2 * b]).toBe(Math.fround(t + n / 8));
    expect(batch.nextObservation[2 * b]).toBe(Math.fround(t + 1 + n / 8));
    expect(batch.reward[b]).toBe(Math.fround(t / (n + 1)));
    expect(batch.logMu[b]).toBe(-t - n);
    expect(batch.advantage[b]).toBe(action / 2);
  });
  return [...batch.action];
}

describe('rollouts', () => {
  it('hand out every row once per epoch, in another order each time', () => {
    const source = open({ length: 8, epochs: 3, batchSize: 4 }, 3);
    const [steps, draws] = [new Steps(3), stream()];
    const orders: string[] = [];
    for (let rollout = 0; rollout < 2; rollout++) {
      collect(source, steps);
      const expected = [...source.rollouts.rows().action].sort((a, b) => a - b);
      expect(source.batchesLeft()).toBe(18);
      for (let epoch = 0; epoch < 3; epoch++) {
        const rows: number[] = [];
        for (let batch = 0; batch < 6; batch++) {
          rows.push(...drawn(source, draws));
          expect(source.rollouts.epochEnded).toBe(batch === 5);
          expect(source.batchesLeft()).toBe(18 - 6 * epoch - batch - 1);
        }
        orders.push(String(rows.map((action) => action % 800)));
        expect(rows.sort((a, b) => a - b)).toEqual(expected);
      }
      expect(source.ready()).toBe(false);
    }
    expect(new Set(orders).size).toBe(6);
  });

  it('draw every order equally often', () => {
    const source = open({ length: 3, epochs: 6000, batchSize: 1 }, 1);
    collect(source, new Steps(1));
    const counts = new Map<string, number>();
    const draws = stream();
    for (let epoch = 0; epoch < 6000; epoch++) {
      const order = String([0, 1, 2].flatMap(() => drawn(source, draws)));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // χ² with 5 degrees of freedom: 20.5 is its 99.9 % quantile.
    expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(20.5);
  });

  it('stand in order of time, and go whole without a draw where the batch is all of them', () => {
    const source = open({ length: 3, epochs: 2, batchSize: 'all' }, 2);
    collect(source, new Steps(2));
    const draws = stream();
    expect(source.batchSize).toBe(6);
    for (const left of [1, 0]) {
      expect(drawn(source, draws)).toEqual([0, 1, 100, 101, 200, 201]);
      expect(source.batchesLeft()).toBe(left);
    }
    expect(draws.state()).toEqual(stream().state());
    expect([...source.rollouts.rows().action]).toEqual([0, 1, 100, 101, 200, 201]);
  });

  it('give steps with fresh batches rows of their own, without taking the update’s', () => {
    const take = (fresh: boolean) => {
      const source = open({ length: 8, epochs: 2, batchSize: 4 }, 1);
      const [steps, updates, own] = [new Steps(1), stream(), stream('data/value')];
      const rows: number[] = [];
      const freshRows: number[] = [];
      for (let rollout = 0; rollout < 2; rollout++) {
        collect(source, steps);
        while (source.batchesLeft() > 0) {
          rows.push(...drawn(source, updates));
          if (!fresh) continue;
          const ended = source.rollouts.epochEnded;
          for (let repetition = 0; repetition < 4; repetition++) freshRows.push(...drawn(source, own, 2));
          expect(source.rollouts.epochEnded).toBe(ended);
        }
      }
      return { rows, freshRows };
    };
    const { rows, freshRows } = take(true);
    expect(rows).toEqual(take(false).rows);
    for (let first = 0; first < freshRows.length; first += 8)
      expect(new Set(freshRows.slice(first, first + 8)).size).toBe(8);
  });

  it('forget what is left when they are discarded, and when the next one begins', () => {
    const source = open({}, 2);
    const [steps, draws] = [new Steps(2), stream()];
    collect(source, steps);
    drawn(source, draws);
    source.rollouts.discard();
    expect([source.ready(), source.batchesLeft()]).toEqual([false, 0]);
    expect(source.rollouts.rows().action).toHaveLength(8);
    collect(source, steps);
    expect([source.ready(), source.batchesLeft()]).toEqual([true, 8]);
    drawn(source, draws);
    collect(source, steps);
    expect(source.batchesLeft()).toBe(8);
    const rows = [0, 1, 2, 3].flatMap(() => drawn(source, draws));
    expect(rows.sort((a, b) => a - b)).toEqual([...source.rollouts.rows().action]);
  });

  it('need no annotation where the returns add nothing', () => {
    const source = open({ length: 2 }, 1, []);
    const steps = new Steps(1);
    source.append(steps.next());
    expect(source.ready()).toBe(false);
    source.append(steps.next());
    expect(source.rollouts.complete()).toBeUndefined();
    expect(source.ready()).toBe(true);
  });

  it('hold final observations and both kinds of end, and cut episodes that broke off without a word', () => {
    const source = open({ length: 5 }, 2);
    const steps = new Steps(2);
    for (const ends of [
      [1, 0],
      [0, 2],
      [3, 0],
      [0, 0],
      [0, 3],
    ])
      source.append(steps.next(ends));
    const { terminated, truncated, observation, nextObservation } = source.rollouts.complete()!;
    const of = (column: Float32Array, n: number) => [...column].filter((_, row) => row % 2 === n);
    expect(of(terminated, 0)).toEqual([1, 0, 0, 0, 0]);
    expect(of(truncated, 0)).toEqual([0, 0, 1, 0, 0]);
    expect(of(truncated, 1)).toEqual([0, 1, 0, 0, 0]);
    // Of the first environment after its first step: the episode that ended, then the next one.
    expect([...nextObservation.subarray(0, 2)]).toEqual([1, 0]);
    expect([...observation.subarray(4, 6)]).toEqual([1, 1]);
  });

  it('resume bit for bit in the middle of a roll-out, between its end and its annotation, and of an epoch', () => {
    const cases = fc.record({
      environments: fc.integer({ min: 1, max: 3 }),
      length: fc.constantFrom(2, 4, 6),
      batchSize: fc.constantFrom<(number | 'all')[]>(1, 2, 'all'),
      moments: fc.array(fc.nat(40), { maxLength: 6 }),
      fresh: fc.boolean(),
      discardAt: fc.nat(12),
    });
    fc.assert(
      fc.property(cases, ({ environments, length, batchSize, moments, fresh, discardAt }) => {
        const options = { length, batchSize, epochs: 2 };
        const trace = (stops: ReadonlySet<number>) => {
          let source = open(options, environments);
          const [steps, updates, own] = [new Steps(environments), stream(), stream('data/value + eStep (2)')];
          const seen: unknown[] = [];
          let moment = 0;
          const perhapsResume = () => {
            if (!stops.has(moment++)) return;
            const stored = structuredClone(source.state());
            const resumed = open(options, environments);
            resumed.restore(stored);
            expect(resumed.state()).toEqual(source.state());
            source = resumed;
          };
          for (let rollout = 0; rollout < 3; rollout++) {
            for (let t = 0; t < length; t++) {
              source.append(steps.next(t === 1 ? [2] : []));
              perhapsResume();
            }
            source.rollouts.annotate({ advantage: source.rollouts.complete()!.action.map((a) => a / 2) });
            for (let update = 0; source.batchesLeft() > 0; update++) {
              perhapsResume();
              const batch = emptyBatch(source.batchSize);
              source.fill(batch, source.batchSize, updates);
              seen.push(batch, source.rollouts.epochEnded);
              if (fresh) seen.push(drawn(source, own, 1));
              if (rollout === 1 && update === discardAt) source.rollouts.discard();
            }
            seen.push(structuredClone(source.rollouts.rows()));
          }
          return seen;
        };
        expect(trace(new Set(moments))).toEqual(trace(new Set()));
      }),
      { numRuns: 100 },
    );
  });

  it('keep a state apart from what happens later', () => {
    const source = open({}, 2);
    const [steps, draws] = [new Steps(2), stream()];
    collect(source, steps);
    drawn(source, draws);
    const state = source.state();
    const copy = structuredClone(state);
    while (source.batchesLeft() > 0) drawn(source, draws);
    collect(source, steps);
    drawn(source, draws);
    expect(state).toEqual(copy);
  });

  it.each([
    ['another number of environments', { environments: 3 }],
    ['more steps than the roll-out has', { steps: 9 }],
    ['a column of another size', { 'column/action': new Float32Array(5) }],
    ['a missing column', { 'column/logMu': undefined }],
    ['missing annotations', { 'added/advantage': undefined }],
    ['an order that has a row twice', { 'order/0/data/batch': new Int32Array(8) }],
    ['a missing counter', { given: undefined }],
  ])('do not restore a state with %s', (_what, change) => {
    const source = open({}, 2);
    collect(source, new Steps(2));
    drawn(source, stream());
    const state = { ...source.state(), ...change } as ReturnType<Rollouts['state']>;
    expect(codeOf(() => open({}, 2).restore(state))).toBe('VEM_ROLLOUT_MISMATCH');
  });
});

describe('what rollouts refuse', () => {
  it('are minibatches that leave rows over, with those that would not', () => {
    expect(() => open({ length: 2048, batchSize: 100 }, 3)).toThrow(
      expect.objectContaining({ code: 'VEM_ROLLOUT_MINIBATCH', message: expect.stringMatching(/96 or 128, or "all"/) }),
    );
    expect(codeOf(() => open({ length: 4, batchSize: 9 }, 2))).toBe('VEM_ROLLOUT_MINIBATCH');
    const source = open({ length: 6 }, 2);
    collect(source, new Steps(2));
    drawn(source, stream());
    expect(codeOf(() => drawn(source, stream('data/value'), 5))).toBe('VEM_ROLLOUT_MINIBATCH');
  });

  it('is a roll-out that does not fit into memory, before anything is allocated', () => {
    const before = process.memoryUsage().arrayBuffers;
    const opened = () => open({ length: 10_000_000, batchSize: 1 }, 64);
    expect(() => open({ length: 1000, batchSize: 1 }, 64, ADDED, 2 ** 20)).toThrow(
      expect.objectContaining({ code: 'VEM_ROLLOUT_MEMORY', message: expect.stringContaining('0.00262 GiB') }),
    );
    expect(codeOf(() => open({ length: 1000, batchSize: 1 }, 64, ADDED, 2 ** 22))).toBeUndefined();
    expect(codeOf(opened)).toBe('VEM_ROLLOUT_MEMORY');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  it('is the wrong order of things', () => {
    const source = open({ length: 2, epochs: 1 }, 1);
    const [steps, draws] = [new Steps(1), stream()];
    const refused = (action: () => unknown) => expect(codeOf(action)).toBe('VEM_ROLLOUT_NOT_READY');
    source.append(steps.next());
    refused(() => drawn(source, draws));
    refused(() => source.rollouts.rows());
    refused(() => source.rollouts.annotate({ advantage: new Float32Array(2) }));
    source.append(steps.next());
    refused(() => drawn(source, draws));
    refused(() => source.append(steps.next()));
    source.rollouts.annotate({ advantage: source.rollouts.complete()!.action.map((action) => action / 2) });
    drawn(source, draws);
    refused(() => drawn(source, draws));
    const unopened = rollouts().create();
    refused(() => unopened.append(steps.next()));
    refused(() => rollouts({ batchSize: 'all' }).create().batchSize);
  });

  it('are columns that are missing, double or of another size', () => {
    const refused = (action: () => unknown) => expect(codeOf(action)).toBe('VEM_ROLLOUT_COLUMNS');
    const columns = (declared: readonly DataColumn[]) => {
      const source = rollouts({ batchSize: 'all' }).create();
      source.open(declared);
      source.rollouts!.open(1, ADDED);
    };
    refused(() => columns([{ name: 'observation', size: 1 }]));
    refused(() => columns([...COLUMNS, { name: 'reward', size: 1 }]));
    refused(() => columns([...COLUMNS, ...ADDED]));
    const source = open({ length: 1 }, 2);
    refused(() => source.append(new Steps(1).next()));
    refused(() => source.append({ count: 2, columns: {} }));
    source.append(new Steps(2).next());
    refused(() => source.rollouts.annotate({ advantage: new Float32Array(1) }));
    refused(() => source.rollouts.annotate({}));
  });

  it('are options without sense', () => {
    expect(codeOf(() => rollouts({ length: 0 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(codeOf(() => rollouts({ epochs: 0.5 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(codeOf(() => rollouts({ batchSize: 'some' as 'all' }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(rollouts().config).toEqual({ length: 2048, epochs: 10, batchSize: 64 });
    expect(rollouts().provides).toEqual(['onPolicy', 'rollouts', 'time', 'path']);
  });
});
