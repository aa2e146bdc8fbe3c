import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_FILE, lockFolder } from './lock.js';

describe('lockFolder', () => {
  let root: string;
  let folder: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'vem-lock-'));
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(root, 'run-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  const leave = (content: unknown) => writeFile(join(folder, LOCK_FILE), JSON.stringify(content));
  const own = async () => JSON.parse(await readFile(join(folder, LOCK_FILE), 'utf8'));

  it('is held by one at a time, and leaves nothing behind', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'VEM_FOLDER_IN_USE',
      path: folder,
      exitStatus: 1,
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    const again = await lockFolder(folder);
    await lock.release();
    expect(await readdir(folder)).toEqual([LOCK_FILE]);
    await again.release();
  });

  it('goes to exactly one of many that want it at once, stale lock or not', async () => {
    for (let round = 0; round < 20; round++) {
      if (round % 2 === 1) await leave({ pid: 2 ** 22 + 1, host: hostname(), started: '1' });
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
      const locks = tries.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(locks).toHaveLength(1);
      await locks[0].release();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  // What waits does so side by side with its neighbours, each in a folder of its own.
  const newFolder = () => mkdtemp(join(root, 'run-'));

  it.concurrent.each([
    ['a link to nowhere', (path: string) => symlink('nowhere', path)],
    ['a link to itself', (path: string) => symlink(path, path)],
    ['a folder', (path: string) => mkdir(path)],
    ['a folder that is not empty', (path: string) => mkdir(join(path, 'mine'), { recursive: true })],
    ['a pipe', async (path: string) => void spawnSync('mkfifo', [path])],
  ])('gives up after some looks where the lock is %s', async (_what, make) => {
    const folder = await newFolder();
    await make(join(folder, LOCK_FILE));
    const start = performance.now();
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'VEM_FOLDER_IN_USE',
      message: expect.stringContaining('cannot be read'),
    });
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(await readdir(folder)).toEqual([LOCK_FILE]);
  });

  it.concurrent.each([
    ['the lock', [LOCK_FILE]],
    ['the right to remove it', [LOCK_FILE, `${LOCK_FILE}.turn`]],
  ])('ends where a power cut left zeros in %s', async (_what, names) => {
    const folder = await newFolder();
    for (const name of names) await writeFile(join(folder, name), '\0'.repeat(100));
    const taken = () =>
      lockFolder(folder).then(
        (lock) => lock.release(),
        () => {},
      );
    await Promise.all([taken(), taken()]);
    if (names.length === 1) expect(await readdir(folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is not taken from another container of the same host name', async () => {
    const lock = await lockFolder(folder);
    const mine = await own();
    await lock.release();
    const [boot, container] = mine.system.split(' ');
    // No such process here, but there may be one of that number there.
    const gone = { ...mine, pid: 2 ** 22 + 1, started: '1' };
    await leave({ ...gone, system: `${boot} pid:[1]` });
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'VEM_FOLDER_IN_USE' });
    // Before this machine was started last.
    await leave({ ...gone, system: `another ${container}` });
    await (await lockFolder(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken from a process that died, even if another has its number now', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await new Promise((resolve) => child.once('spawn', resolve));
    await leave({ pid: child.pid, host: hostname(), started: 'another time' });
    if (process.platform === 'linux') await (await lockFolder(folder)).release();
    await leave({ pid: child.pid, host: hostname(), started: '' });
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await (await lockFolder(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')(
    'is taken from a process that has ended, though its parent has not noticed',
    async () => {
      // The shell starts a child that ends, and never waits for it.
      const shell = spawn('bash', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const pid = Number(await new Promise((resolve) => shell.stdout.once('data', (text) => resolve(String(text)))));
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      await leave({ pid, host: hostname(), started });
      await (await lockFolder(folder, { patience: 5000 })).release();
      shell.kill('SIGKILL');
    },
  );

  it('is taken if its file is damaged', async () => {
    await writeFile(join(folder, LOCK_FILE), '{"pid": ');
    const lock = await lockFolder(folder);
    expect((await own()).pid).toBe(process.pid);
    await lock.release();
  });

  it('is left to another machine, of which nothing is known', async () => {
    await leave({ pid: 1, host: 'elsewhere.example', started: '1' });
    await expect(lockFolder(folder)).rejects.toMatchObject({ received: 'process 1 on elsewhere.example' });
  });

  it('waits for a while if asked to', async () => {
    const lock = await lockFolder(folder);
    setTimeout(() => lock.release(), 150);
    await (await lockFolder(folder, { patience: 5000 })).release();
  });
});
