import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Streams } from '../../random/streams.js';
import { readCheckpoint } from './directory.js';

const KILLS = 16;
const BYTES = 200_000;

const folder = mkdtempSync(join(tmpdir(), 'vem-kill-'));
const directory = join(folder, 'run');
const bundle = join(folder, 'bundle', 'directory.mjs');

interface Bundler {
  build(options: object): Promise<unknown>;
}

/** A child process cannot read TypeScript on every Node: the test runner's own bundler makes one file of the sources. */
beforeAll(async () => {
  const runner = realpathSync(createRequire(import.meta.url).resolve('vitest/package.json'));
  const vite: Bundler = await import(pathToFileURL(createRequire(runner).resolve('vite')).href);
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await vite.build({
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@vem/compiler': here('../../../../compiler/src/errors.ts') } },
    define: { 'import.meta.url': JSON.stringify(new URL('version.ts', import.meta.url).href) },
    ssr: { noExternal: true },
    build: {
      ssr: here('directory.ts'),
      outDir: join(folder, 'bundle'),
      rollupOptions: { output: { entryFileNames: 'directory.mjs' } },
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Saves one version after the other and says so after each. */
const SAVER = `
  import { existsSync, writeSync } from 'node:fs';
  import { readCheckpoint, writeCheckpoint } from ${JSON.stringify(pathToFileURL(bundle).href)};
  const directory = ${JSON.stringify(directory)};
  let version = process.argv[1] === 'first' ? 0 : readCheckpoint(directory).manifest.metadata.version;
  for (;;) {
    version += 1;
    const part = new Uint8Array(${BYTES}).fill(version & 255);
    writeCheckpoint(directory, { kind: 'test', files: { a: part, b: part.subarray(version % 100) }, metadata: { version } });
    writeSync(1, version + '\\n');
  }
`;

/** The version that can be read, having seen that all of its files are of it. */
function version(): number {
  const { manifest, files } = readCheckpoint(directory);
  const found = manifest.metadata.version as number;
  expect([files.a.length, files.b.length]).toEqual([BYTES, BYTES - (found % 100)]);
  const expected = Buffer.alloc(BYTES, found & 255);
  expect(expected.equals(files.a) && expected.subarray(found % 100).equals(files.b)).toBe(true);
  return found;
}

describe('a checkpoint that a process saves again and again', () => {
  it(`is whole and not older than the last finished save, whenever the process is killed (${KILLS} times)`, async () => {
    const moments = new Streams(1).stream('moments');
    let finished = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', SAVER, kill === 0 ? 'first' : 'next'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk;
      });
      const closed = once(child, 'close');
      try {
        await Promise.race([once(child.stdout, 'data'), closed]);
        // A reader beside the writer sees whole versions only, too.
        expect(version()).toBeGreaterThan(finished);
        await setTimeout(moments.uniform() * 60);
        expect(version()).toBeGreaterThan(finished);
      } finally {
        child.kill('SIGKILL');
      }
      expect(await closed).toEqual([null, 'SIGKILL']);
      const last = Number(said.trim().split('\n').at(-1));
      expect(last).toBeGreaterThan(finished);
      const found = version();
      expect([last, last + 1]).toContain(found);
      finished = found;
    }
    expect(finished).toBeGreaterThan(KILLS);
  });
});
