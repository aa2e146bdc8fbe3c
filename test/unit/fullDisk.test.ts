import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome } from '../../benchmarks/resume/killing.mjs';
import { vemHere as vem } from '../../packages/suite/src/cli/testing/vemHere.js';
import { TINY_OPTIONS } from '../support/invalid/damage.js';

const VEM = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));

// Networks so large that a checkpoint is longer than the metrics up to it.
const LARGER = ['posterior', 'valueEstimator'].flatMap((slot) => ['--set', `${slot}.hidden=[24]`]);

const train = (folder: string): readonly string[] => [
  ...['train', 'sac', '--env', 'Pendulum-v1', '--steps', '600', '--evaluate-every', '300', '--checkpoint-every', '100'],
  ...['--out', join(root, folder), ...TINY_OPTIONS, ...LARGER],
];

let root: string;
let whole: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vem-full-'));
  expect((await vem(...train('whole'))).status).toBe(0);
  whole = outcome(join(root, 'whole'));
}, 60_000);
afterAll(() => rmSync(root, { recursive: true }));

/** Room again: the run goes on and ends like one that had it all the time. */
async function expectToGoOn(folder: string): Promise<void> {
  const { status, stderr } = await vem('resume', join(root, folder));
  expect(status, stderr).toBe(0);
  expect(outcome(join(root, folder))).toEqual(whole);
}

describe.runIf(existsSync('/dev/full'))('a disk that is full', { timeout: 60_000 }, () => {
  it.each(['metrics.jsonl', 'evaluations.jsonl'])('when %s is written', async (file) => {
    const folder = `full-${file}`;
    mkdirSync(join(root, folder));
    symlinkSync('/dev/full', join(root, folder, file));
    const { status, stdout, stderr } = await vem(...train(folder), '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'VEM_STORE_WRITE',
      path: join(root, folder, file),
      received: 'ENOSPC',
    });
    expect(stderr).toContain(`File "${join(root, folder, file)}": it could not be written: the disk is full.`);
    unlinkSync(join(root, folder, file));
    await expectToGoOn(folder);
  });
});

/** A command that may not write files of more than so many kilobytes. */
function withFileLimit(kilobytes: number, argv: readonly string[]): Promise<{ status: number; stderr: string }> {
  const script = `ulimit -f ${kilobytes}; exec "$@"`;
  return new Promise((resolve) => {
    execFile('bash', ['-c', script, 'bash', process.execPath, VEM, ...argv], { cwd: root }, (error, _stdout, stderr) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stderr }),
    );
  });
}

describe.runIf(process.platform === 'linux')('a limit on the size of files', { timeout: 60_000 }, () => {
  it('met by a checkpoint leaves the one before it, from which the run goes on', async () => {
    const { status, stderr } = await withFileLimit(11, train('limited'));
    expect(status, stderr).toBe(1);
    expect(stderr).toMatch(/VEM_OUTPUT_[A-Z_]+: .*limited\/checkpoints/);
    expect(stderr).not.toMatch(/\n\s+at /);
    await expectToGoOn('limited');
  });
});

describe.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)('a folder that is read-only', () => {
  it('is refused before anything is written', async () => {
    mkdirSync(join(root, 'read-only'));
    chmodSync(join(root, 'read-only'), 0o555);
    const { status, stderr } = await vem(...train('read-only/run'));
    expect(status).toBe(2);
    expect(stderr).toContain(
      `Output folder "${join(root, 'read-only/run')}": it cannot be written: permission denied.`,
    );
  });
});
