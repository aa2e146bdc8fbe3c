import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vem } from '../../benchmarks/resume/killing.mjs';
import { TINY_OPTIONS, tinySuite } from '../support/invalid/damage.js';

const suite = {
  ...tinySuite,
  rows: [
    { name: 'a', preset: 'sac' },
    { name: 'b', preset: 'sac', set: { prior: 'gaussian' } },
    { name: 'c', preset: 'sac' },
  ],
  tuned: { seeds: [1, 3], budget: 2 },
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vem-decide-'));
  writeFileSync(join(root, 'suite.json'), JSON.stringify(suite));
});
afterAll(() => rmSync(root, { recursive: true }));

const readJson = (...path: readonly string[]) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

describe('vem compare --decide', { timeout: 90_000 }, () => {
  const ask = (out: string, ...more: readonly string[]) =>
    vem(
      [
        'compare',
        '--suite',
        'suite.json',
        '--out',
        out,
        '--decide',
        'a:b',
        '--seeds',
        '2',
        '--max-seeds',
        '5',
        ...more,
      ],
      root,
    );

  it('adds seeds to the pair that is asked for, up to the budget, none of them tuned, and can be continued', async () => {
    const { status, stdout, stderr } = await ask('whole', '--jobs', '2');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('up to 5 seeds');
    const { rows, pairs, sequential } = readJson('whole', 'results.json');
    expect(sequential).toEqual({ group: 2, maxSeeds: 5, pairs: [['a', 'b']] });
    expect(rows.map(({ name, seeds }: { name: string; seeds: number[] }) => [name, seeds])).toEqual([
      ['a', [2, 4, 5, 6, 7]],
      ['b', [2, 4, 5, 6, 7]],
      ['c', [2, 4]],
    ]);
    // After 60 steps neither has learned anything.
    expect(pairs).toMatchObject([{ environment: 'Pendulum-v1', first: 'a', second: 'b', verdict: 'undecided' }]);
    expect(stdout).toContain('Settings were tuned with seeds 1, 3');
    expect(readdirSync(join(root, 'whole', 'runs'))).toHaveLength(12);

    // Without its last group, as after an interruption: the rest is made again, the same.
    const lost = readdirSync(join(root, 'whole', 'runs')).filter((name) => /seed(6|7)$/.test(name));
    expect(lost).toHaveLength(4);
    for (const name of lost) rmSync(join(root, 'whole', 'runs', name), { recursive: true });
    const comparison = readJson('whole', 'comparison.json');
    comparison.runs = comparison.runs.filter(({ folder }: { folder: string }) => !lost.includes(folder));
    writeFileSync(join(root, 'whole', 'comparison.json'), JSON.stringify(comparison));
    const resumed = await vem(['compare', '--resume', '--out', 'whole'], root);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(readJson('whole', 'results.json').rows).toEqual(rows);

    const other = await ask('whole', '--resume', '--max-seeds', '9');
    expect(other).toMatchObject({ status: 2, stderr: expect.stringContaining('VEM_RESUME_DIFFERS') });
  });
});

describe('vem train --tensorboard', () => {
  it('leaves an event file beside the other files, which a resumed run goes on with', async () => {
    const options = ['--env', 'Pendulum-v1', '--steps', '60', '--evaluate-every', '30', ...TINY_OPTIONS];
    expect((await vem(['train', 'sac', '--out', 'run', '--tensorboard', ...options], root)).status).toBe(0);
    const events = join(root, 'run', 'tensorboard');
    const [name] = readdirSync(events);
    const before = readFileSync(join(events, name)).length;
    expect((await vem(['resume', 'run', '--steps', '120'], root)).status).toBe(0);
    expect(readFileSync(join(events, name)).length).toBeGreaterThan(1.5 * before);
    expect(existsSync(join(root, 'run', 'result.json'))).toBe(true);
  }, 60_000);
});
