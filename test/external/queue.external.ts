// Runs made by workers of a queue, on a server of this test's own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRedis } from '../support/outside.js';

const VEM = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));
const server = findRedis();
if (server === undefined) console.warn('skipped: tests of the queue need redis-server or valkey-server');

const LEASE = 3;
const suite = {
  name: 'queued',
  description: 'two rows by anybody',
  rows: [
    { name: 'sac', preset: 'sac', set: { 'posterior.hidden': [32, 32] } },
    { name: 'mpo', preset: 'mpo', set: { 'prior.hidden': [32, 32] } },
    { name: 'diverging', preset: 'sac', set: { 'posterior.hidden': [32, 32], 'optimiser.learningRate': 1e30 } },
  ],
  environments: [{ id: 'Pendulum-v1', steps: 3000 }],
  settings: { set: { 'valueEstimator.hidden': [32, 32], 'data.batchSize': 64 }, reason: 'a test' },
  seeds: 2,
  episodes: 2,
};

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

interface Started {
  readonly child: ChildProcess;
  readonly text: () => string;
  readonly ended: Promise<number | null>;
}

const started: ChildProcess[] = [];

/** In a group of its own, so that a worker can be stopped with all its runs. */
function start(program: string, argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(program, argv, { cwd, env: { ...process.env, ...env }, detached: true });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', (status) => resolve(status)));
  return { child, text: () => text, ended };
}
const signalGroup = ({ child }: Started, signal: NodeJS.Signals) => process.kill(-child.pid!, signal);

describe.skipIf(server === undefined)('a queue', { timeout: 300_000 }, () => {
  let root: string;
  let port: number;
  let address: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'vem-redis-'));
    writeFileSync(join(root, 'suite.json'), JSON.stringify(suite));
    port = await freePort();
    address = `redis://:secret@127.0.0.1:${port}`;
  });
  afterAll(() => {
    for (const { pid } of started) {
      try {
        process.kill(-pid!, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    rmSync(root, { recursive: true, force: true });
  });

  const vem = (...argv: readonly string[]) =>
    start(process.execPath, [VEM, ...argv], root, { VEM_QUEUE: address, VEM_NO_COLOUR: '1' });
  const worker = () => vem('worker', '--jobs', '1', '--lease', String(LEASE));
  async function startServer(): Promise<Started> {
    const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', root, '--save', ''];
    const redis = start(server!, [...own, '--requirepass', 'secret', '--appendonly', 'yes'], root);
    await expect.poll(redis.text, { timeout: 10_000 }).toMatch(/Ready to accept connections/);
    return redis;
  }
  const rowsIn = (folder: string) => JSON.parse(readFileSync(join(root, folder, 'results.json'), 'utf8')).rows;

  it('gives the local table although a worker, the parent and the server are killed, and one worker hangs', async () => {
    const local = vem('compare', '--suite', 'suite.json', '--out', 'local', '--jobs', '2');
    let redis = await startServer();
    expect(await local.ended, 'two runs diverge').toBe(1);

    const compare = ['compare', '--suite', 'suite.json', '--out', 'queued', '--queue', '--checkpoint-every', '500'];
    const first = vem(...compare);
    const workers = [worker(), worker(), worker()];
    await expect.poll(() => workers.filter(({ text }) => text().includes('began')).length, { timeout: 60_000 }).toBe(3);
    const [dies, hangs] = workers;
    signalGroup(dies, 'SIGKILL');
    // With its runs: a machine that hangs. Its run is another's by the time that it wakes up.
    signalGroup(hangs, 'SIGSTOP');
    await wait(500);
    signalGroup(redis, 'SIGKILL');
    await redis.ended;
    await wait(1000);
    redis = await startServer();
    signalGroup(first, 'SIGKILL');
    await first.ended;
    await wait(3 * LEASE * 1000);
    signalGroup(hangs, 'SIGCONT');

    const second = vem('compare', '--resume', '--out', 'queued', '--queue');
    expect(await second.ended, second.text()).toBe(1);
    expect(rowsIn('queued')).toEqual(rowsIn('local'));
    expect(readdirSync(join(root, 'queued', 'runs')).sort()).toEqual(readdirSync(join(root, 'local', 'runs')).sort());

    // What hung ends its run when it notices, and is of use again.
    process.kill(hangs.child.pid!, 'SIGTERM');
    process.kill(workers[2].child.pid!, 'SIGTERM');
    expect(await Promise.all([hangs.ended, workers[2].ended])).toEqual([143, 143]);
    // The table is not touched by what came late.
    expect(rowsIn('queued')).toEqual(rowsIn('local'));
    expect(readFileSync(join(root, 'queued', 'comparison.json'), 'utf8')).not.toContain('secret');
    signalGroup(redis, 'SIGKILL');
    await redis.ended;
  });

  it('says what is wrong with a server', async () => {
    const compare = ['compare', '--suite', 'suite.json', '--out', 'never', '--queue'];
    const absent = vem(...compare);
    expect(await absent.ended).toBe(1);
    expect(absent.text()).toMatch(/^VEM_QUEUE_UNREACHABLE/m);
    const redis = await startServer();
    const [none, wrong] = ['', ':wrong@'].map((who) => vem(...compare, `redis://${who}127.0.0.1:${port}`));
    expect(await Promise.all([none.ended, wrong.ended])).toEqual([2, 2]);
    for (const { text } of [none, wrong]) expect(text()).toMatch(/^VEM_QUEUE_REFUSED/m);
    execFileSync('redis-cli', ['-p', String(port), '-a', 'secret', 'config', 'set', 'maxmemory-policy', 'allkeys-lru']);
    const forgetful = vem('worker');
    expect(await forgetful.ended).toBe(2);
    expect(forgetful.text()).toMatch(/^VEM_QUEUE_EVICTS/m);
    // Nothing was left behind.
    expect(readdirSync(root)).not.toContain('never');
    signalGroup(redis, 'SIGKILL');
  });
});
