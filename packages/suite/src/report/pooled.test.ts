import { describe, expect, it } from 'vitest';
import { ANCHORS, normalise } from './anchors.js';
import { groupRuns } from './groups.js';
import { environmentPairs, pooledPairs } from './pairs.js';
import { pooledRows } from './pooled.js';
import { resultRow } from './rows.js';
import { storedRun } from './testing/storedRun.js';

const ENVIRONMENTS = ['Pendulum-v1', 'PointMass2D', 'MultiGoal'];
/** A return from a normalised score; MultiGoal has no anchors. */
function returnOn(environment: string, normalised: number): number {
  const anchors = ANCHORS[environment];
  return anchors === undefined ? normalised : anchors.random + normalised * (anchors.solved - anchors.random);
}

const rowsOf = (scores: Readonly<Record<string, readonly number[]>>, environments = ENVIRONMENTS) =>
  groupRuns(
    Object.entries(scores).flatMap(([label, values]) =>
      environments.flatMap((environment) =>
        values.map((value, i) => storedRun({ seed: i + 1, label, environment, score: returnOn(environment, value) })),
      ),
    ),
  ).map((group) => resultRow(group, []));

describe('pooledRows', () => {
  it('takes the environments with anchors together, in normalised scores', () => {
    const { environments, rows } = pooledRows(rowsOf({ a: [0.2, 0.4, 0.6], b: [0.8, 1, 1.2] }))!;
    expect(environments).toEqual(['Pendulum-v1', 'PointMass2D']);
    expect(rows.map(({ name, runs }) => [name, runs])).toEqual([
      ['a', 6],
      ['b', 6],
    ]);
    expect(rows[0].mean).toBeCloseTo(0.4, 12);
    expect(rows[0].optimalityGap).toBeCloseTo(0.6, 12);
    // What is beyond 1 does not make up for what is missing.
    expect(rows[1].mean).toBeCloseTo(1, 12);
    expect(rows[1].optimalityGap).toBeCloseTo(0.2 / 3, 12);
    const [low, high] = rows[0].iqmCi95!;
    expect(low).toBeLessThan(0.4);
    expect(high).toBeGreaterThan(0.4);
  });

  it('is nothing where there are fewer than two such environments', () => {
    expect(pooledRows(rowsOf({ a: [0.1, 0.2] }, ['Pendulum-v1', 'MultiGoal']))).toBeNull();
  });

  it('leaves out who leaves out an environment, and not the environment', () => {
    const rows = rowsOf({ a: [0.1, 0.2], b: [0.3, 0.4], c: [0.5, 0.6] }).filter(
      ({ name, environment }) => name !== 'c' || environment !== 'Pendulum-v1',
    );
    const skipped = [{ name: 'c', environment: 'Pendulum-v1', reason: 'finite actions only' }];
    expect(pooledRows(rows, skipped)).toMatchObject({
      environments: expect.arrayContaining(['Pendulum-v1', 'PointMass2D']),
      rows: [{ name: 'a' }, { name: 'b' }],
    });
    // Without a word why, what is missing may still come.
    expect(pooledRows(rows)?.environments ?? []).not.toContain('Pendulum-v1');
  });

  it('counts a run that diverged as the random policy', () => {
    const rows = rowsOf({ a: [1, 1] });
    for (const row of rows) row.failures.push({ seed: 3, code: 'VEM_NOT_FINITE', message: 'NaN', diverged: true });
    expect(pooledRows(rows)!.rows[0]).toMatchObject({ runs: 6, mean: expect.closeTo(2 / 3, 12) });
  });
});

describe('pairs', () => {
  it('of all environments together need fewer seeds than those of one', () => {
    const rows = rowsOf({ a: [0.1, 0.2, 0.3], b: [0.8, 0.9, 1] });
    expect(environmentPairs(rows).map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided', 'undecided']);
    const [pooled] = pooledPairs(rows, pooledRows(rows)!);
    expect(pooled).toMatchObject({ environment: null, first: 'a', second: 'b', verdict: 'better' });
    expect(pooled.probabilityOfImprovement).toBe(1);
  });

  it('has no probability of a tie', () => {
    const tied = environmentPairs(rowsOf({ a: [1, 1], b: [1, 1] }, ['PointMass2D']));
    expect(tied).toEqual([
      {
        ...{ environment: 'PointMass2D', first: 'a', second: 'b' },
        ...{ probabilityOfImprovement: null, ci95: null, verdict: 'tied' },
      },
    ]);
  });
});

describe('normalise', () => {
  it('maps the random policy to 0 and a solved task to 1', () => {
    for (const anchors of Object.values(ANCHORS)) {
      expect(normalise(anchors, anchors.random)).toBe(0);
      expect(normalise(anchors, anchors.solved)).toBe(1);
      expect(anchors.solved).toBeGreaterThan(anchors.random);
    }
  });
});
