import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { registry } from '@vem/suite';
import { describe, expect, it, vi } from 'vitest';
import { anchorOf, codeBlocks, headings, localLinks, readDocument } from './markdown.js';
import { ROOT } from './sources.js';

const run = promisify(execFile);

const listMarkdown = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));

const documents = ['README.md', ...listMarkdown('docs')];

describe('snippets', () => {
  it.each(documents)('of %s are parts of files that are compiled', (path) => {
    const wrong = codeBlocks(readDocument(path)).flatMap(({ language, file, code }) => {
      if (language !== 'ts') return [];
      if (file === undefined) return [`names no file: ${code}`];
      return readDocument(file).includes(code) ? [] : [`is not in ${file}: ${code}`];
    });
    expect(wrong).toEqual([]);
  });

  it('compile', async () => {
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const complaints = await run(process.execPath, [compiler, '-p', join(ROOT, 'examples'), '--pretty', 'false']).then(
      () => '',
      (failure: { stdout: string }) => failure.stdout,
    );
    expect(complaints).toBe('');
  });

  it('of the quick start run', async () => {
    const source = readDocument('examples/quick-start/src/index.ts');
    // In the package's folder, so that its dependencies are found; ignored by git.
    const folder = join(ROOT, 'examples/quick-start/dist/trial');
    const stored = mkdtempSync(join(tmpdir(), 'vem-quick-start-'));
    const smaller = source
      .replace(/envSteps: [\d_]+/, 'envSteps: 1020')
      .replace(/episodes: \d+/, 'episodes: 1')
      .replaceAll('runs/quick-start', join(stored, 'run'));
    expect(smaller.match(/1020|episodes: 1 |vem-quick-start-/g)).toHaveLength(4);
    const printed: unknown[][] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => printed.push(values));
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'quickStart.ts'), smaller);
      await import(join(folder, 'quickStart.ts'));
    } finally {
      log.mockRestore();
      for (const path of [folder, stored]) rmSync(path, { recursive: true, force: true });
    }
    const [[evaluation], [action]] = printed.slice(-2);
    expect(evaluation).toMatchObject({ episodes: 1, behaviour: 'mode' });
    expect(action).toBeInstanceOf(Float32Array);
  });
});

describe('links', () => {
  it.each(documents)('of %s lead somewhere', (path) => {
    const broken = localLinks(readDocument(path)).filter((link) => {
      const [file, anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(ROOT, target))) return true;
      if (anchor === undefined) return false;
      const text = readDocument(target);
      return ![1, 2, 3, 4].some((level) => headings(text, level).some((heading) => anchorOf(heading) === anchor));
    });
    expect(broken).toEqual([]);
  });
});

describe('commands', () => {
  const { scripts } = JSON.parse(readDocument('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };

  it.each(documents)('of %s are scripts of the workspace', (path) => {
    const named = [...readDocument(path).matchAll(/\bpnpm(?:@10)? (?:run )?([a-z][a-z:-]*)/g)].map(([, name]) => name);
    expect(named.filter((name) => !(name in scripts) && !['install', 'pack'].includes(name))).toEqual([]);
  });

  it('the README has the two that everything starts with', () => {
    for (const script of ['compare', 'test']) expect(readDocument('README.md')).toContain(`npx -y pnpm@10 ${script}`);
  });
});

describe('the README', () => {
  it('names every preset, and says how many there are', () => {
    const text = readDocument('README.md');
    const names = registry.presets.map(({ info }) => info.name);
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
    expect(text).toContain(`${names.length} presets so far`);
  });
});

describe('docs/results.mjs', () => {
  it('fills the block of each preset from stored results', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vem-results-'));
    const row = {
      name: 'sac',
      preset: 'sac',
      environment: 'Pendulum-v1',
      seeds: [0, 1, 2],
      failures: [],
      mean: -152,
      scores: [-150.1234, -152, -153.8766],
      envSteps: 8000,
      solved: { passed: 2, of: 3, criterion: 'x' },
    };
    try {
      for (const name of ['results', 'pages']) mkdirSync(join(folder, name));
      const results = { suite: 'quick', commit: '0123456789', rows: [row, { ...row, preset: 'other' }] };
      writeFileSync(join(folder, 'results', 'quick.json'), JSON.stringify(results));
      writeFileSync(join(folder, 'pages', 'sac.md'), '# x\n<!-- results:sac -->\nold\n<!-- /results -->\nend\n');
      const where = ['--results', join(folder, 'results'), '--pages', join(folder, 'pages')];
      await run(process.execPath, [join(ROOT, 'docs/results.mjs'), ...where]);
      const page = readFileSync(join(folder, 'pages', 'sac.md'), 'utf8');
      expect(page).toContain(
        '| sac | Pendulum-v1 | 8000 | 3 | -152 [-156.7, -147.3] | -150.1, -152, -153.9 | 2 of 3 | [quick.json](../results/quick.json) | 0123456 |\n<!-- /results -->\nend\n',
      );
      expect(page).not.toMatch(/old|other/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('docs/emptyCells.mjs', () => {
  const row = (name: string, seeds: readonly number[], scores: readonly number[], curve: readonly number[]) => ({
    name,
    environment: 'Pendulum-v1',
    seeds,
    scores,
    envSteps: 2000,
    curves: seeds.map(() => curve.map((meanReturn, i) => ({ envSteps: 1000 * (i + 1), meanReturn }))),
  });
  const timed = (name: string, wallSeconds: readonly number[]) => ({ name, environment: 'Pendulum-v1', wallSeconds });

  it('says of each two methods what the interval of their paired differences says, and nothing without results', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vem-cells-'));
    const results = {
      commit: '0123456789',
      rows: [
        row('sac', [1, 2, 3, 9], [-200, -150, -180, 0], [-300, -170]),
        // Better by 10, 12 and 8 on the seeds that both have: 10 ± 4.97.
        row('mve-sac', [3, 1, 2], [-172, -190, -138], [-160, -150]),
        row('prior-value-gradients', [1, 2], [-210, -100], [-400, -300]),
      ],
      timings: { rows: [timed('sac', [1, 1, 1, 50]), timed('mve-sac', [4, 5, 3])] },
    };
    try {
      writeFileSync(join(folder, 'value-gradients.json'), JSON.stringify(results));
      const page = join(folder, 'page.md');
      writeFileSync(
        page,
        '<!-- cells:value-gradients -->\nstale\n<!-- /cells -->\n<!-- cells:mbpo -->\nstale\n<!-- /cells -->\nend\n',
      );
      await run(process.execPath, [join(ROOT, 'docs/emptyCells.mjs'), '--results', folder, '--page', page]);
      const text = readFileSync(page, 'utf8');
      expect(text).toContain(
        '| mve-sac | sac | Pendulum-v1 | 3 | −190, −138, −172 | −200, −150, −180 | +10 [+5.03, +15] | gains | 1000 of 2000 | 4 times: 4 s |',
      );
      expect(text).toMatch(/\| prior-value-gradients \| sac \| .* \| not told apart \| 0 of 2 seeds get there \| – \|/);
      expect(text).toContain('- The interval lies above 0: mve-sac against sac on Pendulum-v1, for 4 times its time.');
      expect(text).toContain('Nothing is stored yet of `benchmarks/suites/mbpo.json`');
      expect(text).not.toContain('stale');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('names rows that its suites have', () => {
    const source = readDocument('docs/emptyCells.mjs');
    for (const suite of ['value-gradients', 'mbpo', 'planners']) {
      const { rows } = JSON.parse(readDocument(`benchmarks/suites/${suite}.json`)) as { rows: { name: string }[] };
      for (const { name } of rows) expect(source, `${suite}: ${name}`).toContain(`'${name}'`);
      expect(readDocument('docs/empty-cells.md')).toContain(`<!-- cells:${suite} -->`);
    }
  });
});
