import { describe, expect, it } from 'vitest';
import { quick } from '../experiment/suites/quick.js';
import type { Collection } from './collect.js';
import { groupRuns } from './groups.js';
import { isBest, sortedRows } from './order.js';
import { reportPage } from './page.js';
import { environmentPairs } from './pairs.js';
import { referencesFor } from './references.js';
import { resultRow, timingRow } from './rows.js';
import { markdownReport } from './table.js';
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
  const failures = [
    { seed: 1, code: 'VEM_RUN_DIED', message: 'its process ended by SIGKILL', diverged: false },
    { seed: 2, code: 'VEM_NOT_FINITE', message: 'NaN in the critic', diverged: true },
  ];
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
      tuned: { seeds: [101, 102], budget: 60 },
      rows,
      skipped: [],
      referenceTasks: {},
      pairs: environmentPairs(rows),
      pooled: null,
      sequential: null,
      timings: { wallSeconds: 61, jobs: 2, rows: groups.map(timingRow) },
    },
  };
}

const cellsIn = (lines: readonly string[]) =>
  lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('markdownReport', () => {
  it('is a table of one line per method and environment, with notes', () => {
    const lines = markdownReport(collection().results).split('\n');
    const scores = cellsIn(lines.slice(0, 5));
    expect(scores[0]).toEqual([
      'method',
      'environment',
      'prior / model / posterior',
      'mean return [95 % t-interval]',
      'each seed',
      'seeds',
      'normalised',
      'solved',
      'options changed',
    ]);
    // Of −10 … −50: t of 4 degrees 2.776 times √(250 / 5).
    expect(scores[2]).toEqual([
      'sac',
      'Pendulum-v1',
      'uniform / free / parametric',
      '**−30.00 [−49.63, −10.37]**',
      '−10.00, −20.00, −30.00, −40.00, −50.00',
      '5',
      '1.11',
      '2 of 5',
      '0',
    ]);
    expect(scores[3].slice(2, 3)).toEqual(['gaussian / free / parametric']);
    expect(scores[3].at(-1)).toBe('1');
    expect(scores[4].slice(3, 7)).toEqual(['failed', 'failed, diverged', '0 of 2: 1 diverged, 1 failed', '–']);
    const costs = cellsIn(lines.slice(6, 11));
    expect(costs[0].slice(2)).toEqual(['env steps', 'updates', 'time per run', 'env steps/s', 'peak memory']);
    expect(costs[2].slice(2)).toEqual(['1,000', '900', '6.0 s', '228', '256 MB']);
    expect(costs[4].slice(3)).toEqual(['–', '–', '–', '–']);
    expect(cellsIn(lines.slice(12, 15))[2]).toEqual([
      'Pendulum-v1',
      'sac → <img src=x>',
      'undecided',
      '40 % [12 %, 77 %]',
    ]);
    expect(lines).toContain('- Pendulum-v1 is solved if: return > 0');
    expect(lines).toContain(
      '- Settings were tuned with seeds 101, 102, of which no score is reported; budget: 60 runs for each method',
    );
    expect(lines).toContain(
      '- broken on Pendulum-v1, seed 1 has no result: its process ended by SIGKILL (VEM_RUN_DIED)',
    );
    expect(new Set(lines.slice(0, 5).map((line) => [...line].length)).size).toBe(1);
  });

  it('shows interquartile means from ten seeds on, and says of alike scores that they are', () => {
    const runs = Array.from({ length: 10 }, (_, i) => storedRun({ seed: i + 1, score: i < 5 ? 1 : 2 }));
    const alike = runs.map((run) => storedRun({ seed: run.config.seed, score: 7, label: 'alike' }));
    const groups = groupRuns([...runs, ...alike]);
    const results = { ...collection().results, rows: groups.map((group) => resultRow(group, [])) };
    results.timings = { rows: groups.map(timingRow) };
    const scores = cellsIn(markdownReport(results).split('\n').slice(0, 4));
    expect(scores[0].slice(3, 5)).toEqual(['IQM return [95 % bootstrap]', 'mean [95 % t-interval]']);
    expect(scores[2].slice(3, 5)).toEqual(['**7.00 [all alike]**', '7.00 [all alike]']);
    expect(scores[3][3]).toMatch(/^1\.50 \[\d\.\d+, \d\.\d+\]$/);
  });

  it('holds published scores beside ours, with a star where they were measured otherwise', () => {
    const row = { ...collection().results.rows[0], references: referencesFor('sac', 'Hopper-v5', 100_000) };
    const results = { ...collection().results, rows: [row] };
    const text = markdownReport(results);
    expect(text).toMatch(/\| +published \(seeds\) \|/);
    expect(text).toContain('| 1,103 ± 388.0 (10) * |');
    expect(text).toMatch(/Published for sac on Pendulum-v1: Hopper-v4, 10 runs, ± over runs, .*https:.*\(\* version 4/);
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
    expect(text).toMatch(/\| +not started \| – +\| 0 of 2: 2 not started \|/);
    expect(text).toContain('- sac on Pendulum-v1, seeds 1, 2: not started');
    expect(text).not.toMatch(/failed|no result/);
  });
});

describe('reportPage', () => {
  const page = reportPage(collection());

  it('escapes in its table what would end a cell, a row or the peace of a terminal', () => {
    const stored = collection();
    const [row] = stored.results.rows;
    const rows = [{ ...row, name: 'p(a|s)\n\u001b[2J' }];
    const timings = { ...stored.results.timings, rows: stored.results.timings.rows.slice(0, 1) };
    const lines = markdownReport({ ...stored.results, rows, timings }).split('\n');
    expect(lines[2]).toContain('| p(a\\|s)\\n\\u001b[2J |');
    expect(lines[2].replaceAll('\\|', '').split('|')).toHaveLength(lines[0].split('|').length);
  });

  it('needs nothing else: no scripts, no requests, and a policy that allows none', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)| on\w+=/i);
    expect(new Set(page.match(/(src|href)="[^"#]+"/g))).toEqual(new Set(['href="https://arxiv.org/abs/2108.13264"']));
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;sha256-');
    // What the policy would block: styles that are not the page's one sheet.
    expect(page).not.toMatch(/<[^>]* style=/);
    expect(page.match(/<style/g)).toHaveLength(1);
  });

  it('does not call a preset absent of which a variant ran', () => {
    expect(page).toContain('>ppo</span>');
    const made = collection();
    made.results.rows[0].preset = 'ppo:cartpole-zoo';
    expect(reportPage(made)).not.toContain('>ppo</span>');
  });

  it('says of runs what is not known of them, or not yet', () => {
    const made = collection();
    const [row] = made.results.rows;
    Object.assign(row, { overrides: null, pending: [{ seed: 5, state: 'unfinished' }] });
    const text = reportPage(made);
    expect(text).toContain('5 runs, unknown whether as published');
    expect(text).toContain('<td class="number">not finished</td>');
    expect(text).toContain('<td class="number" data-title="options changed">unknown</td>');
    expect(text).toContain('<pre tabindex="0">vem train --config runs/sac-Pendulum-v1-seed1/config.json</pre>');
  });

  it('escapes names and draws curves, intervals, profiles and verdicts', () => {
    expect(page).toContain('&lt;img src=x&gt;');
    expect(page.match(/<svg role="img" aria-labelledby="[^"]+" aria-describedby="[^"]+"/g)).toHaveLength(3);
    for (const text of [
      'Learning curves',
      'After training',
      'Performance profile',
      'Every two methods on Pendulum-v1',
      'undecided',
      'vem compare --suite quick',
      'prefers-color-scheme: dark',
      '<html lang="en">',
    ])
      expect(page).toContain(text);
  });

  it('leads from the grid and the table to the runs, and names every id once', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets).toContain('row-1');
    for (const target of targets) expect(ids).toContain(target);
    expect(page).toMatch(/<td><a href="#row-1">sac <small>Pendulum-v1 [^<]+<\/small><\/a>/);
    expect(page).toContain('<td class="empty"><span class="hidden">empty</span></td>');
  });

  it('marks cells of runs that failed or diverged', () => {
    expect(page).toContain('<td class="number mark" data-title="seeds">0 of 2: 1 diverged, 1 failed</td>');
    expect(page.match(/<td class="number mark"/g)).toHaveLength(1);
  });

  it('tells of each run what became of it, and how to make it again', () => {
    expect(page).toContain('Seed 1 has no result: its process ended by SIGKILL (VEM_RUN_DIED)');
    expect(page).toContain(
      'vem train sac --env Pendulum-v1 --steps 1000 --seed 1 --evaluate-every 500 --envs 1 --set &#39;prior={&quot;use&quot;:&quot;gaussian&quot;',
    );
  });

  it('marks in the slot maps what differs from the preset', () => {
    expect(page.match(/<tr class="changed">/g)).toHaveLength(1);
    expect(page).toMatch(
      /<tr class="changed"><th scope="row">prior<span class="hidden"> \(changed\)<\/span><\/th><td>gaussian<\/td>/,
    );
  });
});
