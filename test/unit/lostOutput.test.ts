import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { vemHere } from '../../packages/suite/src/cli/testing/vemHere.js';
import { TINY_OPTIONS } from '../support/invalid/damage.js';

// What happens around the process: readers that go away, terminals that close, repositories that call it, folders of strangers.

const VEM = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));
const train = (out: string, steps: number) => [
  ...['train', 'sac', '--env', 'Pendulum-v1', '--steps', String(steps), '--evaluate-every', '100000', '--out', out],
  ...TINY_OPTIONS,
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vem-lost-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The exit status of a command in a shell, and what it says. */
function shell(script: string, env: NodeJS.ProcessEnv = process.env): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', script], { cwd: folder, env });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        text += String(part);
      });
    child.once('close', (status) => resolve({ status, text }));
  });
}
const command = (argv: readonly string[]) => [process.execPath, VEM, ...argv].map((word) => `'${word}'`).join(' ');

describe.runIf(process.platform === 'linux')('output that nobody takes', { timeout: 60_000 }, () => {
  it.each([
    ['a closed pipe for progress', 'closed', (run: string) => `set -o pipefail; { ${run} 2>&1 >&3 | head -c 1; } 3>&1`],
    ['a full disk for progress', 'full', (run: string) => `${run} 2>/dev/full`],
  ])('%s ends no run', async (_what, name, script) => {
    const { status } = await shell(script(command(train(name, 600))));
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, name, 'result.json'), 'utf8'))).toMatchObject({ status: 'complete' });
  });

  it('a closed pipe for an answer is no failure', async () => {
    expect(await shell(`set -o pipefail; ${command(['list', '--json'])} | head -c 1`)).toMatchObject({ status: 0 });
  });

  it('a full disk for an answer is one, with a code', async () => {
    const { status, text } = await shell(`${command(['list'])} >/dev/full`);
    expect(status).toBe(1);
    expect(text).toMatch(/^VEM_OUTPUT_LOST: .*no space left on device/);
    expect(text).not.toMatch(/\n\s+at /);
  });
});

describe.runIf(process.platform === 'linux')('a terminal that closes', { timeout: 60_000 }, () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const)('stores the run: %s', async (signal, status) => {
    const out = `signal-${signal}`;
    const child = spawn(process.execPath, [VEM, ...train(out, 1_000_000)], { cwd: folder, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // Lines of metrics, not their file alone: that one is there before the first step.
    const metrics = join(folder, out, 'metrics.jsonl');
    while (!existsSync(metrics) || readFileSync(metrics).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill(signal);
    expect(await ended).toBe(status);
    const newest = readdirSync(join(folder, out, 'checkpoints'))
      .filter((name) => name.startsWith('at-'))
      .sort()
      .at(-1);
    expect(Number(newest?.slice('at-'.length))).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(join(folder, out, 'result.json'), 'utf8'))).toMatchObject({ status: 'stopped' });
  });
});

describe('a repository that calls vem', () => {
  it('is not taken for that of vem', async () => {
    const here = fileURLToPath(new URL('../..', import.meta.url));
    const commit = execFileSync('git', ['-C', here, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    execFileSync('git', ['init', '-q', join(folder, 'other')]);
    const env = { ...process.env, GIT_DIR: join(folder, 'other/.git'), GIT_WORK_TREE: join(folder, 'other') };
    const { text } = await shell(`${command(['doctor', '--json'])}`, env);
    expect(JSON.parse(text).commit).toMatch(new RegExp(`^${commit}`));
  });
});

describe.runIf(process.platform === 'linux')('readers of a stranger’s folder', { timeout: 60_000 }, () => {
  it('start no Python', async () => {
    expect((await vemHere(...train(join(folder, 'theirs'), 60))).status).toBe(0);
    for (const file of ['config.json', 'result.json']) {
      const path = join(folder, 'theirs', file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"Pendulum-v1"', '"gym:payload:Pendulum-v1"'));
    }
    const python = join(folder, 'python');
    writeFileSync(python, `#!/bin/sh\ntouch '${join(folder, 'started')}'\nexit 1\n`);
    chmodSync(python, 0o755);
    vi.stubEnv('VEM_PYTHON', python);
    try {
      const report = await vemHere('report', join(folder, 'theirs'));
      expect(report, report.stderr).toMatchObject({ status: 0 });
      expect(report.stdout).toContain('uniform / free / parametric');
      expect(await vemHere('diff', join(folder, 'theirs'), join(folder, 'theirs'))).toMatchObject({ status: 0 });
      expect(existsSync(join(folder, 'started'))).toBe(false);
      // That it would have been seen.
      await vemHere('explain', 'sac', '--env', 'gym:CartPole-v1');
      expect(existsSync(join(folder, 'started'))).toBe(true);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe.runIf(process.platform === 'linux')('a working folder that was deleted', () => {
  it.each([['doctor'], ['list'], ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '3']])('%s', async (...argv) => {
    const { status, text } = await shell(`mkdir gone; cd gone; rmdir ../gone; ${command(argv)}`);
    expect(status).toBe(2);
    expect(text).toContain('VEM_WORKING_FOLDER');
  });
});
