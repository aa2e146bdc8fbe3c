import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start, vem } from '../../benchmarks/resume/killing.mjs';
import { tinySuite } from '../support/invalid/damage.js';

const STEPS = 900;
const ROWS = ['sac', 'gaussian-prior'];
const suite = {
  ...tinySuite,
  rows: [...tinySuite.rows, { name: 'gaussian prior', preset: 'sac', set: { prior: 'gaussian' } }],
  environments: [{ id: 'Pendulum-v1', steps: STEPS }],
  episodes: 3,
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vem-resume-comparison-'));
  writeFileSync(join(root, 'suite.json'), JSON.stringify(suite));
});
afterAll(() => rmSync(root, { recursive: true }));

const runFile = (comparison: string, row: string, file: string) =>
  join(root, comparison, 'runs', `${row}-Pendulum-v1-seed1`, file);
const stepsOf = (row: string): number => {
  try {
    return JSON.parse(
      readFileSync(runFile('killed', row, 'metrics.jsonl'), 'utf8')
        .split('\n')
        .at(-2) ?? '',
    ).envSteps;
  } catch {
    return 0;
  }
};
const rowsOf = (comparison: string) => JSON.parse(readFileSync(join(root, comparison, 'results.json'), 'utf8')).rows;
async function childOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
}

describe.runIf(process.platform === 'linux')('vem compare --resume', { timeout: 90_000 }, () => {
  it('finishes a comparison whose run and whose parent were killed as if nothing had happened', async () => {
    const compare = (out: string, ...more: readonly string[]) => ['compare', '--out', out, ...more];
    const whole = vem(compare('whole', '--suite', 'suite.json', '--jobs', '1'), root);
    const begin = compare('killed', '--suite', 'suite.json', '--jobs', '1', '--checkpoint-every', '100', '--json');
    const { child, finished } = start(begin, root);
    await expect.poll(() => stepsOf('sac'), { timeout: 40_000, interval: 5 }).toBeGreaterThan(200);
    process.kill(await childOf(child.pid!), 'SIGKILL');
    await expect.poll(() => stepsOf('gaussian-prior'), { timeout: 40_000, interval: 5 }).toBeGreaterThan(200);
    child.kill('SIGKILL');
    const first = await finished;
    expect(first.stdout).toBe('');
    expect(first.stderr).toContain('VEM_RUN_DIED');

    // At once: the second run's process may not have noticed yet that its parent is gone.
    const resumed = await vem(compare('killed', '--resume', '--jobs', '2', '--json'), root);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect((await whole).status).toBe(0);
    expect(JSON.parse(resumed.stdout).rows).toEqual(rowsOf('whole'));
    expect(rowsOf('killed')).toEqual(rowsOf('whole'));
    for (const row of ROWS) {
      for (const file of ['metrics.jsonl', 'evaluations.jsonl'])
        expect(readFileSync(runFile('killed', row, file), 'utf8')).toBe(
          readFileSync(runFile('whole', row, file), 'utf8'),
        );
      const log = readFileSync(runFile('killed', row, 'log.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const continued = log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'run continues');
      expect(continued).toHaveLength(1);
      expect(continued[0].envSteps, 'it did not begin anew').toBeGreaterThan(0);
    }

    const written = ROWS.map((row) => statSync(runFile('killed', row, 'result.json')).mtimeMs);
    const again = await vem(compare('killed', '--resume', '--suite', 'suite.json'), root);
    expect(again).toMatchObject({ status: 0, stderr: expect.stringContaining('2 of them are there') });
    expect(rowsOf('killed')).toEqual(rowsOf('whole'));
    expect(ROWS.map((row) => statSync(runFile('killed', row, 'result.json')).mtimeMs)).toEqual(written);
    expect((await vem(['diff', 'whole', 'killed'], root)).stdout).toContain('identical');
  });

  it('adds seeds, methods and steps to a comparison, and makes again nothing that is there', async () => {
    const smaller = { ...suite, rows: [suite.rows[0]], environments: [{ id: 'Pendulum-v1', steps: 100 }] };
    writeFileSync(join(root, 'smaller.json'), JSON.stringify(smaller));
    const compare = async (...more: readonly string[]) => {
      const { status, stdout, stderr } = await vem(['compare', '--out', 'grown', '--json', ...more], root);
      expect(status, stderr).toBe(0);
      return { rows: JSON.parse(stdout).rows, stderr };
    };
    const [first] = (await compare('--suite', 'smaller.json')).rows;
    const written = statSync(runFile('grown', 'sac', 'result.json')).mtimeMs;

    const { rows: seeds } = await compare('--resume', '--seeds', '2');
    expect(seeds[0]).toMatchObject({ seeds: [1, 2], scores: [first.scores[0], expect.any(Number)] });
    expect(statSync(runFile('grown', 'sac', 'result.json')).mtimeMs).toBe(written);

    const more = { ...suite, environments: [{ id: 'Pendulum-v1', steps: 100 }], seeds: 2 };
    writeFileSync(join(root, 'more.json'), JSON.stringify(more));
    const { rows: methods } = await compare('--resume', '--suite', 'more.json');
    expect(methods.map(({ name }: { readonly name: string }) => name)).toEqual(['sac', 'gaussian prior']);
    expect(methods[0]).toEqual(seeds[0]);

    const { rows: longer, stderr } = await compare('--resume', '--steps', '150');
    expect(stderr).toContain('4 runs are continued beyond the budget');
    for (const row of longer) {
      expect(row).toMatchObject({ envSteps: 150, seeds: [1, 2], status: 'complete' });
      for (const curve of row.curves)
        expect(curve.map(({ envSteps }: { readonly envSteps: number }) => envSteps).slice(0, 2)).toEqual([10, 20]);
    }
    const { suite: stored, command } = JSON.parse(readFileSync(join(root, 'grown', 'comparison.json'), 'utf8'));
    expect(stored).toMatchObject({ seeds: 2, rows: [{ name: 'sac' }, { name: 'gaussian prior' }] });
    expect(command.split(' && ')).toHaveLength(4);
  });
});
