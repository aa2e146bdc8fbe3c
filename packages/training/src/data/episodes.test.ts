import { type DataColumn, Streams, type Transitions } from '@vem/framework';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/codeOf.js';
import { EpisodeRows } from './episodeRows.js';
import { collectEpisodes } from './episodes.js';

const COLUMNS: readonly DataColumn[] = [
  { name: 'observation', size: 2 },
  { name: 'action', size: 1 },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: 2 },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
];

/** How an episode ends: by a rule, by a time limit, or without a word. */
type End = 'terminated' | 'truncated' | 'broken';
interface Episode {
  readonly steps: number;
  readonly end: End;
}

/** Environments that play given episodes one after the other; the action says episode and step, 100·e + t. */
function* played(environments: readonly (readonly Episode[])[]): Generator<Transitions> {
  const at = environments.map(() => ({ episode: 0, step: 0 }));
  for (;;) {
    const rows = environments.map((list, n) => {
      const { episode, step } = at[n];
      const { steps, end } = list[episode % list.length];
      const last = step === steps - 1;
      at[n] = last ? { episode: episode + 1, step: 0 } : { episode, step: step + 1 };
      return {
        observation: [episode + 1, step],
        nextObservation: [episode + 1, step + 1],
        action: [100 * episode + step],
        reward: [n + 1],
        terminated: [Number(last && end === 'terminated')],
        truncated: [Number(last && end === 'truncated')],
      };
    });
    const columns = COLUMNS.map(({ name }) => [
      name,
      Float32Array.from(rows.flatMap((row) => (row as unknown as Record<string, number[]>)[name])),
    ]);
    yield { count: environments.length, columns: Object.fromEntries(columns) };
  }
}

/** What a roll-out should hold: per episode side by side, the actions of its steps and how it ended. */
function expected(
  lists: readonly (readonly Episode[])[],
  first: readonly number[],
  perEnvironment: number,
  length: number,
): { readonly actions: readonly number[]; readonly end: End }[] {
  const taken = lists.map((list, n) => {
    const found = [];
    for (let episode = first[n]; found.length < perEnvironment; episode++) {
      const { steps, end } = list[episode % list.length];
      if (end === 'broken' && steps < length) continue;
      const cut = steps > length || (end === 'broken' && steps === length);
      const actions = Array.from({ length: Math.min(steps, length) }, (_, t) => 100 * episode + t);
      found.push({ actions, end: cut ? ('truncated' as const) : end });
    }
    return found;
  });
  return Array.from({ length: perEnvironment }, (_, k) => taken.map((list) => list[k])).flat();
}

const episode = fc.record<Episode>({
  steps: fc.integer({ min: 1, max: 7 }),
  end: fc.constantFrom('terminated', 'truncated', 'broken'),
});
const ofOneEnvironment = fc
  .array(episode, { minLength: 1, maxLength: 5 })
  .filter((list) => list.some(({ end }) => end !== 'broken'));

describe('whole episodes', () => {
  it('are as many of each environment, however long, all of them begun since the roll-out did', () => {
    const cases = fc.record({
      lists: fc.array(ofOneEnvironment, { minLength: 1, maxLength: 3 }),
      perEnvironment: fc.integer({ min: 1, max: 3 }),
      length: fc.integer({ min: 2, max: 9 }),
      interrupt: fc.nat(40),
    });
    fc.assert(
      fc.property(cases, ({ lists, perEnvironment, length, interrupt }) => {
        const options = { perEnvironment, mean: 'episodes', visitDiscount: 1 } as const;
        let rows = new EpisodeRows(length, lists.length, COLUMNS, options);
        const steps = played(lists);
        let envSteps = 0;
        const begun = lists.map(() => 0);
        for (let rollout = 0; rollout < 2; rollout++) {
          const first = [...begun];
          while (!rows.whole) {
            const transitions: Transitions = steps.next().value;
            // The next roll-out may take the episodes after the present ones.
            for (const n of lists.keys()) begun[n] = Math.floor(transitions.columns.action[n] / 100) + 1;
            rows.append(transitions);
            if (envSteps++ === interrupt) {
              const resumed = new EpisodeRows(length, lists.length, COLUMNS, options);
              resumed.restore(rows.state());
              rows = resumed;
            }
          }
          const episodesOf = expected(lists, first, perEnvironment, length);
          const { action, weight, terminated, truncated, observation } = rows.values;
          const count = rows.stretches;
          expect(count).toBe(episodesOf.length);
          for (const [m, { actions, end }] of episodesOf.entries())
            for (let t = 0; t < length; t++) {
              const row = t * count + m;
              const last = t === actions.length - 1;
              expect(weight[row]).toBe(t < actions.length ? length : 0);
              expect(action[row]).toBe(actions[t] ?? 0);
              expect(terminated[row]).toBe(Number(t >= actions.length || (last && end === 'terminated')));
              expect(truncated[row]).toBe(Number(last && end === 'truncated'));
              if (t >= actions.length) expect([...observation.subarray(2 * row, 2 * row + 2)]).toEqual([0, 0]);
            }
          rows.clear();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('weigh so that a mean is one over episodes, over steps, or over discounted visits', () => {
    const lists = [[{ steps: 2, end: 'terminated' }], [{ steps: 6, end: 'terminated' }]] as const;
    const weights = (options: { mean: 'episodes' | 'steps'; visitDiscount: number }) => {
      const rows = new EpisodeRows(8, 2, COLUMNS, { perEnvironment: 1, ...options });
      for (const transitions of played(lists)) {
        rows.append(transitions);
        if (rows.whole) break;
      }
      return rows.values;
    };
    const mean = ({ weight, reward }: Readonly<Record<string, Float32Array>>) =>
      weight.reduce((sum, w, row) => sum + w * reward[row], 0) / weight.length;
    // Rewards are 1 in the first environment, 2 in the second: 2 · 1 and 6 · 2 altogether.
    expect(mean(weights({ mean: 'episodes', visitDiscount: 1 }))).toBeCloseTo(14 / 2, 5);
    expect(mean(weights({ mean: 'steps', visitDiscount: 1 }))).toBeCloseTo(14 / 8, 5);
    const visits = (steps: number) => (1 - 0.5 ** steps) / 0.5;
    expect(mean(weights({ mean: 'episodes', visitDiscount: 0.5 }))).toBeCloseTo((visits(2) + 2 * visits(6)) / 2, 5);
  });

  it('are handed out once annotated, and count what was acted besides', () => {
    const options = {
      perEnvironment: 1,
      length: 8,
      mean: 'episodes',
      visitDiscount: 1,
      epochs: 1,
      batchSize: 'all',
    } as const;
    const source = collectEpisodes(options);
    const opened = source.open(COLUMNS);
    expect(opened.map(({ name }) => name)).toContain('weight');
    source.rollouts.open(2, [{ name: 'advantage', size: 1 }]);
    const steps = played([[{ steps: 2, end: 'terminated' }], [{ steps: 6, end: 'terminated' }]]);
    for (let t = 0; t < 6; t++) {
      expect(source.rollouts.complete()).toBeUndefined();
      source.append(steps.next().value);
    }
    expect(source.rollouts.collected).toBe(1);
    expect(source.rollouts.envSteps).toBe(12);
    expect(source.rollouts.stretches).toBe(2);
    source.rollouts.annotate({ advantage: new Float32Array(16) });
    expect(source.batchSize).toBe(16);
    const batch = { reward: new Float32Array(16), weight: new Float32Array(16) };
    source.fill(batch, 16, new Streams(1).fresh('data/batch'));
    expect(batch.reward.filter((reward) => reward === 1)).toHaveLength(2);
    expect(source.batchesLeft()).toBe(0);
  });

  it('refuse steps of other widths', () => {
    const rows = new EpisodeRows(4, 2, COLUMNS, { perEnvironment: 1, mean: 'steps', visitDiscount: 1 });
    expect(codeOf(() => rows.append({ count: 1, columns: {} }))).toBe('VEM_ROLLOUT_COLUMNS');
    expect(codeOf(() => rows.append({ count: 2, columns: {} }))).toBe('VEM_ROLLOUT_COLUMNS');
  });
});
