import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start, vem } from '../../benchmarks/resume/killing.mjs';
import { tinySuite } from '../support/invalid/damage.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VEM = join(ROOT, 'packages/suite/bin/vem.js');
const STEPS = 300;
const suite = {
  ...tinySuite,
  rows: [...tinySuite.rows, { name: 'diverging', preset: 'sac', set: { 'optimiser.learningRate': 1e30 } }],
  environments: [{ id: 'Pendulum-v1', steps: STEPS }],
  seeds: 2,
};

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vem-machines-'));
  writeFileSync(join(root, 'suite.json'), JSON.stringify(suite));
  const planned = await vem(['plan', '--suite', 'suite.json', '--out', 'plan.json', '--json'], root);
  expect(JSON.parse(planned.stdout)).toEqual({ plan: 'plan.json', runs: 4 });
});
afterAll(() => rmSync(root, { recursive: true }));

const runIndex = (index: number, out: string) => vem(['run-index', 'plan.json', String(index), '--out', out], root);
const rowsIn = (folder: string) => JSON.parse(readFileSync(join(root, folder, 'results.json'), 'utf8')).rows;
const readText = (...path: readonly string[]) => readFileSync(join(root, ...path), 'utf8');

describe('a plan in three parts', { timeout: 180_000 }, () => {
  it('gives the table of the local comparison, each run counted once, whatever is killed on the way', async () => {
    const whole = await vem(['compare', '--suite', 'suite.json', '--out', 'whole', '--jobs', '2'], root);
    expect(whole.status, 'two runs diverge').toBe(1);

    // Seed 1 of the row that works, killed in the middle, on one machine …
    const { child, finished } = start(['run-index', 'plan.json', '0', '--out', 'a'], root);
    const metrics = join(root, 'a', 'runs', 'sac-Pendulum-v1-seed1', 'metrics.jsonl');
    await expect
      .poll(() => existsSync(metrics) && readFileSync(metrics, 'utf8').length, { timeout: 40_000, interval: 5 })
      .toBeGreaterThan(0);
    child.kill('SIGKILL');
    await finished;
    expect(existsSync(join(root, 'a', 'runs', 'sac-Pendulum-v1-seed1', 'result.json'))).toBe(false);
    expect((await runIndex(0, 'a')).status).toBe(0);
    // … made on another one as well, and asked for again where it is done.
    expect((await runIndex(0, 'b')).status).toBe(0);
    const again = join(root, 'a', 'runs', 'sac-Pendulum-v1-seed1', 'result.json');
    const before = readFileSync(again, 'utf8');
    expect((await runIndex(0, 'a')).status).toBe(0);
    expect(readFileSync(again, 'utf8')).toBe(before);
    expect((await runIndex(2, 'c')).status).toBe(0);
    // What diverged does so again, and says at once that it can never work.
    for (const index of [1, 3]) {
      const first = await runIndex(index, 'b');
      expect(first).toMatchObject({ status: 2, stderr: expect.stringContaining('VEM_NOT_FINITE') });
      const second = await runIndex(index, 'b');
      expect(second).toMatchObject({ status: 2, stderr: expect.stringMatching(/^VEM_NOT_FINITE/) });
    }

    const merged = await vem(['merge', 'a', 'b', 'c', '--out', 'merged'], root);
    expect(merged.status, merged.stderr).toBe(1);
    expect(readdirSync(join(root, 'merged', 'runs'))).toHaveLength(4);
    expect(rowsIn('merged')).toEqual(rowsIn('whole'));
    expect(rowsIn('merged')[1]).toMatchObject({
      name: 'diverging',
      status: 'failed',
      failures: [{ diverged: true }, { diverged: true }],
    });

    // A part that is not of this plan, and a copy that is not of this run.
    expect((await runIndex(9, 'a')).stderr).toContain('VEM_PLAN_INDEX');
    const other = await vem(['merge', 'a', 'whole', '--out', 'fine'], root);
    expect(other.status, 'the same runs').toBe(1);
    const changed = before.replace(/"parameterHash": "./, '"parameterHash": "?');
    writeFileSync(again, changed);
    const conflict = await vem(['merge', 'a', 'b', '--out', 'conflict'], root);
    expect(conflict).toMatchObject({ status: 2, stderr: expect.stringContaining('VEM_MERGE_CONFLICT') });
    writeFileSync(join(root, 'other.json'), JSON.stringify({ ...suite, seeds: 1 }));
    await vem(['plan', '--suite', 'other.json', '--out', 'other-plan.json'], root);
    const foreign = await vem(['run-index', 'other-plan.json', '0', '--out', 'a'], root);
    expect(foreign).toMatchObject({ status: 2, stderr: expect.stringContaining('VEM_RESUME_DIFFERS') });
    expect((await vem(['run-index', 'none.json', '0', '--out', 'x'], root)).stderr).toContain('VEM_PLAN_UNREADABLE');
  });
});

describe('job files', { timeout: 120_000 }, () => {
  const jobs = join(ROOT, 'examples/many-machines');

  it('for Slurm makes the run of its task, and passes on that it can never work', () => {
    const task = (index: number) =>
      spawnSync('bash', [join(jobs, 'slurm.sh'), 'plan.json', 'slurm'], {
        cwd: root,
        env: { ...process.env, VEM, SLURM_ARRAY_TASK_ID: String(index) },
      }).status;
    expect(task(2)).toBe(0);
    expect(JSON.parse(readText('slurm', 'runs', 'sac-Pendulum-v1-seed2', 'result.json')).status).toBe('complete');
    expect(task(9)).toBe(2);
  });

  it('for Kubernetes makes the run of its index', () => {
    const text = readFileSync(join(jobs, 'kubernetes.yaml'), 'utf8');
    expect(text).toMatch(
      /completionMode: Indexed[\s\S]*backoffLimitPerIndex: \d+[\s\S]*action: FailIndex[\s\S]*values: \[2\]/,
    );
    const command = /- (exec node .*)/
      .exec(text)![1]
      .replaceAll('/vem/', `${ROOT}/`)
      .replaceAll('/results/', `${root}/`);
    execFileSync('sh', ['-c', command], {
      cwd: root,
      env: { ...process.env, JOB_COMPLETION_INDEX: '0' },
      stdio: 'ignore',
    });
    expect(existsSync(join(root, 'quick', 'runs', 'sac-Pendulum-v1-seed1', 'result.json'))).toBe(true);
  });

  const parallel = spawnSync('parallel', ['--version']).status === 0;
  it.runIf(parallel)('for GNU parallel makes all runs and merges them', () => {
    const { status } = spawnSync('sh', [join(jobs, 'parallel.sh'), 'plan.json', '4', 'gnu'], {
      cwd: root,
      env: { ...process.env, VEM },
    });
    expect(status, 'two runs diverge').toBe(1);
    expect(rowsIn('gnu')).toEqual(rowsIn('whole'));
  });
});
