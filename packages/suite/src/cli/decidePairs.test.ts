import { describe, expect, it } from 'vitest';
import { planSuite } from '../experiment/plan.js';
import { parseSuite } from '../experiment/suite.js';
import type { Pair } from '../report/results.js';
import { firstRuns, nextRuns, sequentialFor, widestSuite } from './decidePairs.js';

const suite = parseSuite(
  {
    name: 'three',
    description: 'three rows',
    rows: ['a', 'b', 'c:d'].map((name) => ({ name, preset: 'sac' })),
    environments: ['Pendulum-v1', 'PointMass2D'].map((id) => ({ id, steps: 10 })),
    seeds: 3,
    episodes: 1,
    tuned: { seeds: [2], budget: 1 },
  },
  'three',
);

describe('sequentialFor', () => {
  it('asks for every two rows, or for those that are named', () => {
    expect(sequentialFor({}, suite)).toBeUndefined();
    expect(sequentialFor({ decide: true }, suite)).toEqual({
      group: 5,
      maxSeeds: 30,
      pairs: [
        ['a', 'b'],
        ['a', 'c:d'],
        ['b', 'c:d'],
      ],
    });
    expect(sequentialFor({ decide: ['b:c:d'], seeds: 4, maxSeeds: 12 }, suite)).toEqual({
      group: 4,
      maxSeeds: 12,
      pairs: [['b', 'c:d']],
    });
  });

  it.each([['a:e'], ['a'], ['a:a'], ['']])('refuses the pair "%s"', (text) => {
    expect(() => sequentialFor({ decide: [text] }, suite)).toThrow(
      expect.objectContaining({ code: 'VEM_DECIDE_PAIR', exitStatus: 2 }),
    );
  });

  it('refuses what has nothing to decide, and --max-seeds alone', () => {
    const [row] = suite.rows;
    expect(() => sequentialFor({ decide: true }, { ...suite, rows: [row] })).toThrow(/nothing to decide/);
    expect(() => sequentialFor({ maxSeeds: 3 }, suite)).toThrow(
      expect.objectContaining({ code: 'VEM_OPTION_CONFLICT' }),
    );
  });
});

describe('nextRuns', () => {
  const sequential = { group: 2, maxSeeds: 5, pairs: [['a', 'b']] as [string, string][] };
  const plan = planSuite(widestSuite(suite, sequential));
  const first = firstRuns(plan, suite, sequential);
  const pair = (environment: string, verdict: Pair['verdict']): Pair => ({
    ...{ environment, first: 'a', second: 'b', probabilityOfImprovement: 0.5, ci95: null, verdict },
  });

  it('begins with one group of all rows, without tuned seeds', () => {
    expect(new Set(plan.map(({ seed }) => seed))).toEqual(new Set([1, 3, 4, 5, 6]));
    expect(first).toHaveLength(3 * 2 * 2);
    expect(new Set(first.map(({ seed }) => seed))).toEqual(new Set([1, 3]));
  });

  it('adds seeds to open pairs where they are open, until there are no more', () => {
    const pairs = [pair('Pendulum-v1', 'undecided'), pair('PointMass2D', 'better')];
    const second = nextRuns(plan, first, pairs, sequential);
    expect(second.map(({ row, environment, seed }) => [row, environment, seed])).toEqual([
      ['a', 'Pendulum-v1', 4],
      ['b', 'Pendulum-v1', 4],
      ['a', 'Pendulum-v1', 5],
      ['b', 'Pendulum-v1', 5],
    ]);
    const third = nextRuns(plan, [...first, ...second], pairs, sequential);
    expect(third.map(({ seed }) => seed)).toEqual([6, 6]);
    expect(nextRuns(plan, [...first, ...second, ...third], pairs, sequential)).toEqual([]);
    const settled = [pair('Pendulum-v1', 'tied'), pair('PointMass2D', 'worse')];
    expect(nextRuns(plan, first, settled, sequential)).toEqual([]);
  });
});
