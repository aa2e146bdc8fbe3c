import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vemHere } from '../../packages/suite/src/cli/testing/vemHere.js';

// The command as it is shipped: these tests start the built one. What then looks at what it left is the same command from its
// sources, in this process: starting anew would take longer than most of that.
const VEM = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));

/** Networks and batches so small that a run takes a second. */
const TINY = [
  'posterior.hidden=[8]',
  'valueEstimator.hidden=[8]',
  'data.batchSize=8',
  'data.startAfter=50',
  'behaviour.warmUpSteps=50',
];
const TINY_OPTIONS = TINY.flatMap((setting) => ['--set', setting]);
const TINY_SET = Object.fromEntries(TINY.map((setting) => [setting.split('=')[0], JSON.parse(setting.split('=')[1])]));

const before = process.cwd();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vem-cli-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  return rm(folder, { recursive: true });
});

interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

function start(
  argv: readonly string[],
  nodeOptions: readonly string[] = [],
): { child: ChildProcess; finished: Promise<Finished> } {
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, VEM, ...argv], { cwd: folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (status) => resolve({ status, stdout, stderr, milliseconds: performance.now() - started }));
  });
  return { child, finished };
}

const vem = (...argv: readonly string[]): Promise<Finished> => start(argv).finished;
const readJson = async (path: string) => JSON.parse(await readFile(join(folder, path), 'utf8'));

/** Processes that a process started and that are still there. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

describe('vem --help and vem list', () => {
  it('load neither a tensor library nor the framework', async () => {
    const log = join(folder, 'loaded.txt');
    const hook = `import { appendFileSync } from 'node:fs'; export function load(url, context, next) { appendFileSync(${JSON.stringify(log)}, url + '\\n'); return next(url, context); }`;
    await writeFile(join(folder, 'hook.mjs'), hook);
    await writeFile(
      join(folder, 'register.mjs'),
      `import { register } from 'node:module'; register(${JSON.stringify(pathToFileURL(join(folder, 'hook.mjs')).href)});`,
    );
    for (const argv of [['--help'], ['list'], ['list', 'presets', '--json'], ['train', '--help']]) {
      const { status } = await start(argv, ['--import', pathToFileURL(join(folder, 'register.mjs')).href]).finished;
      expect(status).toBe(0);
    }
    const loaded = await readFile(log, 'utf8');
    expect(loaded).toContain('suite/dist/cli/program.js');
    expect(loaded).toContain('commander');
    expect(loaded).not.toMatch(/tfjs|onnxruntime|\/zod\/|inversify|packages\/(framework|compiler|presets|envs)\//);
  });

  it('answer soon: within ten times what Node alone takes to start', async () => {
    const bestOf = async (took: () => Promise<number>) => Math.min(await took(), await took(), await took());
    const node = await bestOf(async () => {
      const started = performance.now();
      await new Promise((resolve) => spawn(process.execPath, ['-e', '0']).once('close', resolve));
      return performance.now() - started;
    });
    for (const argv of [['--help'], ['list']])
      expect((await bestOf(async () => (await vem(...argv)).milliseconds)) / node).toBeLessThan(10);
  });

  it('reads what the build wrote', async () => {
    const names = JSON.parse((await vem('list', 'envs', '--json')).stdout).map(({ name }: { name: string }) => name);
    expect(names).toContain('Pendulum-v1');
  });
});

describe('vem train', { timeout: 120_000 }, () => {
  const train = [
    ...['train', 'sac', '--env', 'Pendulum-v1', '--steps', '400', '--evaluate-every', '200'],
    ...TINY_OPTIONS,
  ];

  it('leaves a run from which it can be repeated exactly, evaluated and reported', async () => {
    const first = await vem(...train, '--out', 'first', '--seed', '7', '--json');
    expect(first.status).toBe(0);
    const result = JSON.parse(first.stdout);
    expect(result).toEqual(await readJson('first/result.json'));
    expect(result).toMatchObject({
      preset: 'sac',
      environment: 'Pendulum-v1',
      seed: 7,
      envSteps: 400,
      evaluation: { episodes: 20, behaviour: 'mode' },
      checkpoint: 'first/checkpoint',
    });
    expect(result.updates).toBeGreaterThan(300);
    expect((await readdir(join(folder, 'first'))).sort()).toEqual([
      'checkpoint',
      'checkpoints',
      'config.json',
      'evaluations.jsonl',
      'log.jsonl',
      'metrics.jsonl',
      'result.json',
    ]);
    expect(first.stderr).toContain('100 %');

    const second = await vemHere('train', '--config', 'first/config.json', '--out', 'second', '--json');
    expect(JSON.parse(second.stdout).parameterHash).toBe(result.parameterHash);
    for (const file of ['metrics.jsonl', 'evaluations.jsonl', 'config.json'])
      expect(await readFile(join(folder, 'second', file), 'utf8')).toBe(
        await readFile(join(folder, 'first', file), 'utf8'),
      );

    const deterministic = await vem('evaluate', 'first', '--episodes', '2', '--json');
    const again = await vemHere('evaluate', 'first', '--episodes', '2', '--json');
    const stochastic = await vemHere('evaluate', 'first', '--episodes', '2', '--stochastic', '--seed', '5', '--json');
    const reported = await vemHere('report', 'first', '--json');
    const taken = await vemHere(...train, '--out', 'first', '--json');
    expect(JSON.parse(deterministic.stdout)).toMatchObject({
      environment: 'Pendulum-v1',
      episodes: 2,
      behaviour: 'mode',
      returns: [expect.any(Number), expect.any(Number)],
    });
    expect(again.stdout).toBe(deterministic.stdout);
    expect(JSON.parse(stochastic.stdout)).toMatchObject({ behaviour: 'sample', seed: 5 });
    expect(JSON.parse(reported.stdout).rows).toMatchObject([
      { name: 'sac', scores: [result.evaluation.meanReturn], parameterHashes: [result.parameterHash] },
    ]);
    expect(taken.status).toBe(2);
    expect(JSON.parse(taken.stdout).error).toMatchObject({ code: 'VEM_OUT_TAKEN', hint: '--out first-2' });
  });

  const endless = (out: string) =>
    start([
      ...['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10000000', ...TINY_OPTIONS],
      ...['--checkpoint-every', '1h', '--out', out, '--json'],
    ]);
  const begun = (out: string) =>
    expect.poll(() => existsSync(join(folder, out, 'metrics.jsonl')), { timeout: 30_000 }).toBe(true);
  const onLinux = it.runIf(process.platform === 'linux');

  onLinux.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops on %s after a checkpoint, and says how to go on', async (signal, expected) => {
    const { child, finished } = endless(signal);
    await begun(signal);
    child.kill(signal);
    const { status, stdout, stderr } = await finished;
    expect(status).toBe(expected);
    expect(stderr).toContain(`saved in ${signal}`);
    expect(stderr).toContain(`continue it: vem resume ${signal}`);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ status: 'stopped' });
    expect(result.envSteps).toBeLessThan(10_000_000);
    const stored = await readdir(join(folder, signal, 'checkpoints'));
    expect(stored).toContain(`at-${String(result.envSteps).padStart(12, '0')}`);
    expect((await vemHere('evaluate', signal, '--episodes', '1')).status).toBe(0);
  });

  onLinux('ends at once on a second Ctrl-C, and can be continued then, too', async () => {
    const { child, finished } = endless('twice');
    await begun('twice');
    child.kill('SIGINT');
    child.kill('SIGINT');
    // Two signals at once may reach the process as one.
    const again = setInterval(() => child.kill('SIGINT'), 20);
    const { status } = await finished;
    clearInterval(again);
    expect(status).toBe(130);
    const resumed = await vemHere('resume', 'twice', '--steps', '4000', '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ status: 'complete', envSteps: 4000 });
  });
});

describe('vem compare', { timeout: 120_000 }, () => {
  const suite = (steps: number) => ({
    name: 'tiny',
    description: 'two rows on one task',
    rows: [
      { name: 'sac', preset: 'sac' },
      { name: 'gaussian prior', preset: 'sac', set: { prior: 'gaussian' } },
    ],
    environments: [{ id: 'PointMass2D', steps }],
    settings: { set: TINY_SET, reason: 'a test' },
    seeds: 1,
    episodes: 3,
    curvePoints: 2,
  });

  it('prints the table, leaves results, report and runs, and repeats bit for bit', async () => {
    await writeFile(join(folder, 'tiny.json'), JSON.stringify(suite(300)));
    const { status, stdout, stderr } = await vem('compare', '--suite', 'tiny.json', '--out', 'a');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\| sac +\| PointMass2D +\| uniform \/ free \/ parametric/);
    expect(stdout).toMatch(/\| gaussian prior +\| PointMass2D +\| gaussian \/ free \/ parametric/);
    expect(stderr).toContain('2 methods × 1 environment × 1 seed = 2 runs');
    expect(stderr).toContain('[2/2]');
    expect((await readdir(join(folder, 'a'))).sort()).toEqual([
      'comparison.json',
      'curves.csv',
      'curves.parquet',
      'grid.svg',
      'report.html',
      'results.json',
      'runs',
      'runs.csv',
      'runs.parquet',
      'table.md',
      'table.tex',
    ]);

    // One at a time, in another folder: the same numbers to the last bit.
    const second = JSON.parse((await vem('compare', '--suite', 'tiny.json', '--jobs', '1', '--json')).stdout);
    const first = await readJson('a/results.json');
    expect(second.rows).toEqual(first.rows);
    expect(first.rows[0]).toMatchObject({
      name: 'sac',
      seeds: [1],
      envSteps: 300,
      status: 'complete',
      solved: { of: 1 },
    });
    expect(existsSync(join(folder, 'results', 'tiny-1', 'report.html'))).toBe(true);

    const same = await vemHere('diff', 'a', 'results/tiny-1', '--json');
    const rows = await vemHere('diff', 'a#sac', 'a#gaussian prior', '--json');
    const taken = await vemHere('compare', '--suite', 'tiny.json', '--out', 'a');
    const table = await vemHere('report', 'a');
    expect(JSON.parse(same.stdout).overall.verdict).toBe('identical');
    expect(JSON.parse(rows.stdout).rows).toMatchObject([
      {
        first: 'sac',
        second: 'gaussian prior',
        verdict: 'tooFewSeeds',
        slots: { prior: expect.objectContaining({ use: 'gaussian' }) },
      },
    ]);
    expect(taken).toMatchObject({ status: 2, stderr: expect.stringContaining('VEM_OUT_TAKEN') });
    expect(stdout).toContain(table.stdout.split('\n\n')[0]);
  });

  it.runIf(process.platform === 'linux')(
    'survives the death of a run, and leaves no process behind when it is ended',
    async () => {
      await writeFile(join(folder, 'long.json'), JSON.stringify({ ...suite(10_000_000), name: 'long' }));
      const { child, finished } = start(['compare', '--suite', 'long.json', '--jobs', '1', '--out', 'long']);
      const running = async () => (await childrenOf(child.pid!))[0];
      const [first, second] = ['sac', 'gaussian-prior'].map((name) =>
        join(folder, 'long', 'runs', `${name}-PointMass2D-seed1`, 'metrics.jsonl'),
      );
      await expect.poll(() => existsSync(first), { timeout: 30_000 }).toBe(true);
      process.kill(await running(), 'SIGKILL');
      await expect.poll(() => existsSync(second), { timeout: 30_000 }).toBe(true);
      const last = await running();
      child.kill('SIGTERM');
      const { status, stderr } = await finished;
      expect(status).toBe(143);
      expect(stderr).toContain('VEM_RUN_DIED');
      expect(stderr).toContain('by SIGKILL');
      expect(stderr).toContain('VEM_INTERRUPTED');
      await expect.poll(() => isAlive(last), { timeout: 5000 }).toBe(false);
    },
  );
});

it('ends a run whose parent is gone', async () => {
  const worker = fileURLToPath(new URL('../../packages/suite/dist/executor/worker.js', import.meta.url));
  const child = fork(worker, [], { cwd: folder, execArgv: [], serialization: 'advanced' });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const config = { ...(await readJson('first/config.json')), envSteps: 10_000_000 };
  const started = new Promise((resolve) => child.once('message', resolve));
  child.send({ name: 'orphan', config, folder: 'orphan' });
  expect(await started).toMatchObject({ type: 'progress' });
  child.disconnect();
  expect(await ended).toBe(1);
}, 60_000);

it('says in one coded line what is wrong', async () => {
  const unwritable = await vem(
    'train',
    'sac',
    '--env',
    'Pendulum-v1',
    '--steps',
    '10',
    '--out',
    join(VEM, 'run'),
    '--json',
  );
  expect(unwritable.status).toBe(2);
  expect(JSON.parse(unwritable.stdout).error.code).toBe('VEM_OUT_UNUSABLE');
  expect(unwritable.stderr.trim().split('\n')).toHaveLength(1);
});
