import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vemHere as vem } from '../../packages/suite/src/cli/testing/vemHere.js';
import { makeBroken, TINY_OPTIONS, writeComparison } from '../support/invalid/damage.js';
import { writePluginFiles } from '../support/invalid/pluginRows.js';
import { type InvalidCommand, invalidCommands } from '../support/invalid/rows.js';

/** Names and contents of all files below a folder. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name).localeCompare(join(b.parentPath, b.name)),
  )) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`${path}\0`);
    if (entry.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

const before = process.cwd();
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vem-invalid-'));
  process.chdir(root);
  writeFileSync('a-file', 'neither JSON nor a folder');
  writeComparison('comparison');
  writePluginFiles(root);
  for (const [name, ...more] of [['run'], ['narrow', '--set', 'posterior.hidden=[4]']]) {
    const train = ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '60', '--evaluate-every', '30', '--out', name];
    const { status, stderr } = await vem(...train, ...TINY_OPTIONS, ...more);
    expect(status, stderr).toBe(0);
  }
}, 60_000);
afterAll(() => {
  process.chdir(before);
  rmSync(root, { recursive: true });
});

const titleOf = ({ argv, broken }: InvalidCommand): string =>
  broken ??
  argv
    .join(' ')
    .replace('--env Pendulum-v1 --steps 10', '…')
    .replace(/x{99,}/, 'xxx…');

describe('the table of invalid inputs', () => {
  it('is long, and no row is there twice', () => {
    expect(invalidCommands.length).toBeGreaterThanOrEqual(250);
    expect(new Set(invalidCommands.map(titleOf)).size).toBe(invalidCommands.length);
  });

  it.each(invalidCommands.map((row) => [titleOf(row), row] as const))('%s', async (_title, row) => {
    const { argv, broken, code, status, slot, path, says } = row;
    if (broken !== undefined) makeBroken(root, broken);
    const there = fingerprint(root);

    const plain = await vem(...argv);
    expect(plain, plain.stderr).toMatchObject({ status, stdout: '' });
    expect(plain.stderr).toContain(`${code}: `);
    for (const part of says) expect(plain.stderr).toContain(part);
    expect(plain.stderr).not.toMatch(/\n\s+at /);

    const json = await vem(argv[0], '--json', ...argv.slice(1));
    expect(json.status).toBe(status);
    const document = JSON.parse(json.stdout) as { readonly error: Readonly<Record<string, unknown>> };
    expect(Object.keys(document)).toEqual(['error']);
    expect(document.error).toMatchObject({ code, ...(slot ? { slot } : {}), ...(path ? { path } : {}) });
    expect(json.stderr).toContain(document.error.message);

    expect(fingerprint(root), 'nothing is lost or left behind').toBe(there);
    if (broken !== undefined)
      for (const place of [broken, `${broken}.json`]) rmSync(place, { recursive: true, force: true });
  });

  it('shows where an error comes from only when asked', async () => {
    const { stderr } = await vem('evaluate', 'nowhere', '--episodes', '1', '--verbose');
    expect(stderr).toMatch(/\n\s+at /);
    expect(existsSync('nowhere')).toBe(false);
  });
});
