import { describe, expect, it } from 'vitest';
import type { StoredRun } from '../store/storedRun.js';
import { groupRuns } from './groups.js';
import { resultRow } from './rows.js';
import { sequentialPairs } from './sequential.js';
import { storedRun } from './testing/storedRun.js';

/** Runs of one method, group by group. */
const runsOf = (label: string, scores: readonly (number | undefined)[]): StoredRun[] =>
  scores.map((score, i) => storedRun({ seed: i + 1, label, ...(score === undefined ? {} : { score }) }));

function verdicts(runs: readonly StoredRun[], group: number, maxSeeds: number, pairs: [string, string][]) {
  const planned = runs.toSorted((a, b) => a.config.seed - b.config.seed);
  const comparison = { runs: planned.map(({ config, folder }) => ({ folder, config })) };
  const rows = groupRuns(planned).map((found) => {
    const failures = found.runs
      .filter(({ result }) => result === undefined)
      .map(({ config: { seed } }) => ({ seed, code: 'VEM_NOT_FINITE', message: 'NaN', diverged: true }));
    return resultRow(found, failures);
  });
  return sequentialPairs(rows, { group, maxSeeds, pairs }, comparison).map(({ verdict }) => verdict);
}

const spread = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((7 * i) % count) / count);

describe('sequentialPairs', () => {
  it('decides by groups, with the error spread over all that may come', () => {
    const runs = (count: number) => [...runsOf('a', spread(0, count)), ...runsOf('b', spread(9, count))];
    // One look of a planned six decides by five seeds a side, of a planned seven it needs the second.
    expect(verdicts(runs(5), 5, 30, [['a', 'b']])).toEqual(['better']);
    expect(verdicts(runs(5), 5, 35, [['a', 'b']])).toEqual(['undecided']);
    expect(verdicts(runs(10), 5, 35, [['a', 'b']])).toEqual(['better']);
  });

  it('keeps a verdict whatever later groups of the same rows say', () => {
    const a = [...spread(0, 5), ...spread(50, 5)];
    const b = [...spread(9, 5), ...spread(-50, 5)];
    expect(verdicts([...runsOf('a', a), ...runsOf('b', b)], 5, 30, [['a', 'b']])).toEqual(['better']);
  });

  it('lets rows have different numbers of seeds, and answers what is asked only', () => {
    const runs = [...runsOf('a', spread(0, 10)), ...runsOf('b', spread(0, 10)), ...runsOf('c', spread(9, 5))];
    const pairs: [string, string][] = [
      ['a', 'b'],
      ['a', 'c'],
    ];
    expect(verdicts(runs, 5, 10, pairs)).toEqual(['undecided', 'better']);
  });

  it('counts runs that diverged as the worst', () => {
    const gone = [undefined, undefined, undefined, undefined, undefined];
    expect(verdicts([...runsOf('a', gone), ...runsOf('b', spread(0, 5))], 5, 5, [['a', 'b']])).toEqual(['better']);
  });
});
