import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findBrowser } from '../support/outside.js';

const vem = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));

const browser = findBrowser();
if (!browser) console.log('skipped: looking at a report needs chromium (Debian: apt-get install chromium)');

it.skipIf(!browser)('a browser shows the report of a comparison, offline', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vem-report-'));
  try {
    execFileSync(
      process.execPath,
      [vem, 'compare', '--seeds', '1', '--steps', '1100', '--out', join(folder, 'out'), '--json'],
      { stdio: 'ignore' },
    );
    const report = join(folder, 'out', 'report.html');
    // Links to papers are for people to follow; nothing is fetched by looking.
    expect(readFileSync(report, 'utf8')).not.toMatch(/<(?:script|link|img|iframe)[^>]*https?:|url\(https?:|@import/);
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      `--user-data-dir=${join(folder, 'profile')}`,
    ];
    const page = execFileSync(browser!, [...flags, '--dump-dom', `file://${report}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(page).toContain('</table>');
    expect(page.match(/<svg/g)?.length ?? 0).toBeGreaterThanOrEqual(2);
    for (const name of ['Pendulum-v1', 'PointMass2D']) expect(page).toContain(name);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
