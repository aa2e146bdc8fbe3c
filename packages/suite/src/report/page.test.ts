import { describe, expect, it } from 'vitest';
import { quick } from '../experiment/suites/quick.js';
import type { Collection } from './collect.js';
import { groupRuns } from './groups.js';
import { reportPage } from './page.js';
import { resultRow, timingRow } from './rows.js';
import { isBest, markdownReport, sortedRows } from './table.js';
import { storedRun } from './testing/storedRun.js';

function collection(): Collection {
  const curve = [
    [500, -20],
    [1000, -10],
  ] as const;
  const seeds = [1, 2, 3, 4, 5];
  const groups = groupRuns([
    ...seeds.map((seed) => storedRun({ seed, score: -10 * seed, curve, solved: seed < 3 })),
    ...seeds.map((seed) =>
      storedRun({ seed, score: -12 * seed, curve, label: '<img src=x>', settings: ['prior=gaussian'] }),
    ),
    storedRun({ seed: 1, label: 'broken' }),
  ]);
  const failures = [{ seed: 1, code: 'VEM_RUN_DIED', message: 'its process ended by SIGKILL' }];
  const rows = groups.map((group) => resultRow(group, group.name === 'broken' ? failures : []));
  return {
    groups,
    comparison: {
      format: 'vem-comparison-1',
      suite: quick,
      command: 'vem compare --suite quick',
      commit: 'abc',
      runs: [],
      failures: [],
    },
    results: {
      suite: 'quick',
      commit: 'abc',
      command: 'vem compare --suite quick',
      rows,
      timings: { wallSeconds: 61, jobs: 2, rows: groups.map(timingRow) },
    },
  };
}

describe('markdownReport', () => {
  it('is a table of one line per method and environment, with notes', () => {
    const lines = markdownReport(collection().results).split('\n');
    const cells = lines.slice(0, 5).map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(cells[0].slice(0, 4)).toEqual([
      'method',
      'environment',
      'prior / model / posterior',
      'IQM return [95 % CI]',
    ]);
    expect(cells[2]).toEqual([
      'sac',
      'Pendulum-v1',
      'uniform / free / parametric',
      expect.stringMatching(/^\*\*−30\.00 \[−\d+\.\d+, −\d+\.\d+\]\*\*$/),
      '−30.00',
      '5',
      '1,000',
      '2 of 5',
      '6.0 s',
    ]);
    expect(cells[3][2]).toBe('gaussian / free / parametric');
    expect(cells[4]).toEqual([
      'broken',
      'Pendulum-v1',
      'uniform / free / parametric',
      'failed',
      '–',
      '0 of 1',
      '1,000',
      '–',
      '–',
    ]);
    expect(lines).toContain('- Pendulum-v1 is solved if: return > 0');
    expect(lines.at(-1)).toContain(
      'broken on Pendulum-v1, seed 1 has no result: its process ended by SIGKILL (VEM_RUN_DIED)',
    );
    expect(new Set(lines.slice(0, 5).map((line) => [...line].length)).size).toBe(1);
  });
});

describe('the table', () => {
  const rowsOf = (...scores: readonly (readonly [name: string, environment: string, score: number | undefined])[]) =>
    groupRuns(
      scores.map(([label, environment, score]) =>
        storedRun({ seed: 1, label, environment, ...(score === undefined ? {} : { score }) }),
      ),
    ).map((group) => resultRow(group, []));

  it('shows environments as they come and in each the best first, which is marked', () => {
    const rows = rowsOf(
      ['a', 'Pendulum-v1', 1],
      ['a', 'PointMass2D', 1],
      ['b', 'Pendulum-v1', undefined],
      ['b', 'PointMass2D', 1],
      ['c', 'Pendulum-v1', 2],
    );
    expect(sortedRows(rows).map(({ row, index }) => [row.name, row.environment, index, isBest(row, rows)])).toEqual([
      ['c', 'Pendulum-v1', 4, true],
      ['a', 'Pendulum-v1', 0, false],
      ['b', 'Pendulum-v1', 2, false],
      ['a', 'PointMass2D', 1, true],
      ['b', 'PointMass2D', 3, true],
    ]);
    expect(isBest(rows[0], [rows[0]]), 'alone there is no best').toBe(false);
  });

  it('says which runs have not begun', () => {
    const [group] = groupRuns([storedRun({ seed: 1 }), storedRun({ seed: 2 })]);
    const pending = [1, 2].map((seed) => ({ seed, state: 'notStarted' as const }));
    const results = { ...collection().results, rows: [resultRow(group, [], undefined, pending)] };
    const text = markdownReport(results);
    expect(text).toMatch(/\| +not started \| +– \| 0 of 2 \|/);
    expect(text).toContain('- sac on Pendulum-v1, seeds 1, 2: not started');
    expect(text).not.toMatch(/failed|no result/);
  });
});

describe('reportPage', () => {
  const page = reportPage(collection());

  it('lets the browser run no script and load nothing', () => {
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(reportPage(collection())) ?? [];
    expect(policy.replaceAll('&#39;', "'")).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/);
    expect(policy).not.toContain('script-src');
  });

  it('escapes in its table what would end a cell, a row or the peace of a terminal', () => {
    const stored = collection();
    const [row] = stored.results.rows;
    const rows = [{ ...row, name: 'p(a|s)\n\u001b[2J' }];
    const timings = { ...stored.results.timings, rows: stored.results.timings.rows.slice(0, 1) };
    const lines = markdownReport({ ...stored.results, rows, timings }).split('\n');
    expect(lines[2]).toContain('| p(a\\|s)\\n\\u001b[2J |');
    expect(lines[2].replaceAll('\\|', '').split('|')).toHaveLength(lines[0].split('|').length);
  });

  it('needs nothing else: no scripts, no requests', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)/i);
    expect(page.match(/(src|href)="[^"#]*"/g)).toEqual(['href="https://arxiv.org/abs/2108.13264"']);
  });

  it('escapes names and draws curves, intervals and profiles', () => {
    expect(page).toContain('&lt;img src=x&gt;');
    expect(page.match(/<svg/g)).toHaveLength(3);
    for (const text of [
      'Learning curves',
      'After training',
      'Performance profile',
      'Probability of improvement',
      'vem compare --suite quick',
      'prefers-color-scheme: dark',
    ])
      expect(page).toContain(text);
  });

  it('marks in the slot maps what differs from the preset', () => {
    expect(page.match(/<tr class="changed">/g)).toHaveLength(1);
    expect(page).toMatch(/<tr class="changed"><th>prior<\/th><td>gaussian<\/td>/);
  });
});
