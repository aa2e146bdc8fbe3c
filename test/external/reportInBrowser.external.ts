import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collection } from '../../packages/suite/src/report/collect.js';
import { groupRuns } from '../../packages/suite/src/report/groups.js';
import { reportPage } from '../../packages/suite/src/report/page.js';
import { environmentPairs, pooledPairs } from '../../packages/suite/src/report/pairs.js';
import { pooledRows } from '../../packages/suite/src/report/pooled.js';
import { referencesFor } from '../../packages/suite/src/report/references.js';
import { resultRow, timingRow } from '../../packages/suite/src/report/rows.js';
import { storedRun } from '../../packages/suite/src/report/testing/storedRun.js';
import { findBrowser } from '../support/outside.js';

const browser = findBrowser();
if (!browser) console.log('skipped: looking at a report needs chromium (Debian: apt-get install chromium)');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vem-browser-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (page: string, ...more: readonly string[]): string =>
  execFileSync(
    browser!,
    [
      ...[
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--hide-scrollbars',
        '--window-size=1280,900',
      ],
      ...['--disable-background-networking', `--user-data-dir=${join(folder, 'profile')}`, ...more, `file://${page}`],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 26 },
  );

const ENVIRONMENTS = ['Pendulum-v1', 'PointMass2D'];
const CURVE = Array.from({ length: 10 }, (_, i) => [100 * (i + 1), -900 + 60 * i] as const);

/** A comparison of so many methods, each with so many seeds on two tasks; nothing was trained for it. */
function comparison(methods: number, seeds: number, nameOf: (method: number) => string): Collection {
  const runs = Array.from({ length: methods }, (_, method) =>
    ENVIRONMENTS.flatMap((environment) =>
      Array.from({ length: seeds }, (_, i) =>
        storedRun({
          ...{ seed: i + 1, label: nameOf(method), environment, curve: CURVE, solved: i % 2 === 0 },
          // The last method's last run has no result.
          ...(method === methods - 1 && i === seeds - 1 ? {} : { score: -(((7 * i + 3 * method) % 11) + 1) * 10.25 }),
          settings: method === 1 ? ['prior=gaussian'] : [],
        }),
      ),
    ),
  ).flat();
  const groups = groupRuns(runs);
  const rows = groups.map((group) => {
    const failed = group.runs.filter(({ result }) => result === undefined);
    const failures = failed.map(({ config: { seed } }) => ({
      ...{ seed, code: 'VEM_NOT_FINITE', message: 'NaN in the critic', diverged: true },
    }));
    return { ...resultRow(group, failures), references: referencesFor('sac', 'Hopper-v5', 100_000) };
  });
  const pooled = pooledRows(rows);
  return {
    groups,
    comparison: undefined,
    results: {
      ...{ suite: 'made up', commit: null, command: null, tuned: null, sequential: null },
      ...{ skipped: [], referenceTasks: {} },
      rows,
      pairs: [...environmentPairs(rows), ...pooledPairs(rows, pooled!)],
      pooled,
      timings: { rows: groups.map(timingRow) },
    },
  };
}

describe.skipIf(!browser)('a report in a browser', () => {
  it('hides no column of a table in a window of 1280 pixels, and has its own style', () => {
    const name = (method: number) => `soft actor-critic with a rather long name ${method}`;
    const page = reportPage(comparison(7, 9, name));
    // Within another page, so that its parts can be measured: its own policy lets no script run.
    const measure = `
      const frame = document.querySelector('iframe');
      frame.onload = () => {
        const inside = frame.contentDocument;
        const width = (selector) => [...inside.querySelectorAll(selector)].map((element) => element.scrollWidth - element.clientWidth);
        const background = getComputedStyle(inside.querySelector('.grid tbody td')).backgroundColor;
        document.title = JSON.stringify({ tables: width('.scroll'), page: width('html'), count: inside.querySelectorAll('table.results').length, background });
      };
      frame.srcdoc = ${JSON.stringify(page).replaceAll('</', '<\\/')};`;
    const harness = join(folder, 'harness.html');
    writeFileSync(
      harness,
      `<!doctype html><body style="margin: 0"><iframe style="width: 1280px; height: 900px; border: 0"></iframe><script>${measure}</script>`,
    );
    const shown = open(harness, '--virtual-time-budget=10000', '--dump-dom');
    const found = JSON.parse(/<title>(.*)<\/title>/.exec(shown)![1].replaceAll('&quot;', '"'));
    expect(found.count).toBe(2);
    expect(Math.max(...found.tables)).toBeLessThanOrEqual(1);
    expect(found.page).toEqual([0]);
    // The style sheet was not refused.
    expect(found.background).toMatch(/^rgb\((246, 247, 249|29, 32, 38)\)$/);
  });

  it('of 500 runs is smaller than 5 MB and opens in less than 2 s', () => {
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const page = reportPage(comparison(25, 10, (method) => `method ${method + 1}`));
    expect(performance.now() - start).toBeLessThan(60_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(1e9);
    expect(
      page.match(/<tr[^>]*><th scope="row" class="number">\d+<\/th><td class="number">/g)!.length,
    ).toBeGreaterThanOrEqual(500);
    expect(Buffer.byteLength(page)).toBeLessThan(5e6);
    // Parsed, styled and laid out: asking for the height waits for that.
    const measure = `
      const frame = document.querySelector('iframe');
      const start = performance.now();
      frame.onload = () => {
        const height = frame.contentDocument.documentElement.scrollHeight;
        document.title = JSON.stringify({ milliseconds: performance.now() - start, height });
      };
      frame.srcdoc = ${JSON.stringify(page).replaceAll('</', '<\\/')};`;
    const harness = join(folder, 'timing.html');
    writeFileSync(
      harness,
      `<!doctype html><body><iframe style="width: 1280px; height: 900px"></iframe><script>${measure}</script>`,
    );
    const title = /<title>(.*)<\/title>/.exec(open(harness, '--timeout=15000', '--dump-dom'))![1];
    const { milliseconds, height } = JSON.parse(title.replaceAll('&quot;', '"'));
    expect(height).toBeGreaterThan(3000);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(2000);
  });

  it('looks different in the dark, and not on paper', () => {
    const report = join(folder, 'small.html');
    writeFileSync(report, reportPage(comparison(3, 5, (method) => `method ${method + 1}`)));
    const pictures = ['light', 'dark'].map((scheme) => {
      const picture = join(folder, `${scheme}.png`);
      open(report, `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`, `--screenshot=${picture}`);
      return readFileSync(picture);
    });
    expect(pictures[0].length).toBeGreaterThan(10_000);
    expect(pictures[0].equals(pictures[1])).toBe(false);
    const paper = join(folder, 'report.pdf');
    open(report, `--print-to-pdf=${paper}`);
    expect(readFileSync(paper).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
