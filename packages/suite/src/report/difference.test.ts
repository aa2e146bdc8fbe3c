import { describe, expect, it } from 'vitest';
import { difference } from './difference.js';
import { groupRuns } from './groups.js';
import { resultRow } from './rows.js';
import { storedRun } from './testing/storedRun.js';

const rowsOf = (scores: readonly number[], label: string, environment = 'Pendulum-v1') =>
  groupRuns(scores.map((score, i) => storedRun({ seed: i + 1, score, label, environment }))).map((group) =>
    resultRow(group, []),
  );

describe('difference', () => {
  it('finds the better side where all its runs are above', () => {
    const found = difference(rowsOf([1, 2, 3, 4, 5], 'a'), rowsOf([6, 7, 8, 9, 10], 'b'));
    expect(found.rows).toMatchObject([
      { first: 'a', second: 'b', probabilityOfImprovement: 1, ci95: [1, 1], verdict: 'better' },
    ]);
    expect(difference(rowsOf([6, 7, 8, 9, 10], 'a'), rowsOf([1, 2, 3, 4, 5], 'b')).overall.verdict).toBe('worse');
  });

  it('shows no difference where the scores overlap', () => {
    const found = difference(rowsOf([1, 3, 5, 7, 9], 'a'), rowsOf([2, 3, 4, 8, 9], 'a'));
    expect(found.rows[0].verdict).toBe('undecided');
    expect(found.rows[0].probabilityOfImprovement).toBeCloseTo(13 / 25, 12);
  });

  it('tells identical results, parameters included', () => {
    const rows = rowsOf([1, 2, 3], 'a');
    expect(difference(rows, structuredClone(rows)).overall.verdict).toBe('identical');
    const retrained = structuredClone(rows);
    retrained[0].parameterHashes[1] = 'another';
    expect(difference(rows, retrained).overall.verdict).toBe('undecided');
  });

  it('gives no verdict with fewer than three seeds on a side, however far apart the scores are', () => {
    const [few, many] = [rowsOf([1, 2], 'a'), rowsOf([6, 7, 8], 'a')];
    for (const [first, second] of [
      [few, many],
      [many, few],
    ] as const) {
      const { rows, overall } = difference(first, second);
      expect([rows[0].verdict, overall.verdict]).toEqual(['tooFewSeeds', 'tooFewSeeds']);
    }
    expect(difference(few, structuredClone(few)).overall.verdict).toBe('identical');
    expect(difference(many, rowsOf([1, 2, 3], 'a')).overall.verdict).toBe('worse');
  });

  it('names in what the slots differ', () => {
    const of = (...settings: readonly string[]) =>
      groupRuns([storedRun({ seed: 1, score: 1, label: 'a', settings })]).map((group) => resultRow(group, []));
    const [{ slots }] = difference(of('posterior.hidden=[8]'), of('prior=gaussian')).rows;
    expect(slots).toMatchObject({ prior: { use: 'gaussian' }, 'posterior.hidden': [256, 256] });
    expect(difference(of(), of()).rows[0].slots).toEqual({});
  });

  it('pairs rows by name and environment and averages over environments', () => {
    const first = [...rowsOf([1, 2], 'a'), ...rowsOf([5, 6], 'a', 'PointMass2D'), ...rowsOf([0], 'only here')];
    const second = [...rowsOf([1, 2], 'a', 'PointMass2D'), ...rowsOf([3, 4], 'a'), ...rowsOf([9], 'another')];
    const { rows, overall } = difference(first, second);
    expect(rows.map(({ environment, probabilityOfImprovement }) => [environment, probabilityOfImprovement])).toEqual([
      ['Pendulum-v1', 1],
      ['PointMass2D', 0],
    ]);
    expect(overall.probabilityOfImprovement).toBe(0.5);
  });

  it('refuses sets that share nothing', () => {
    const first = [...rowsOf([1], 'a'), ...rowsOf([1], 'c')];
    expect(() => difference(first, rowsOf([1], 'b'))).toThrow(
      expect.objectContaining({ code: 'VEM_DIFF_NOTHING_SHARED', exitStatus: 2 }),
    );
  });
});
