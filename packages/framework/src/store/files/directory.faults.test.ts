import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VemError } from '@vem/compiler';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** What the next system calls do: all work, one fails, or from one on none works (as if the process had died). */
const plan = vi.hoisted(() => ({
  calls: 0,
  failAt: Number.POSITIVE_INFINITY,
  dead: false,
  code: 'EIO',
  log: [] as string[],
}));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const names = new Map<number, string>();
  /** Counts a call; where it is to fail, leaves half of its effect behind. */
  const call = <T>(what: string, work: () => T, half: () => void = () => {}): T => {
    plan.calls += 1;
    plan.log.push(what);
    const fails = plan.dead ? plan.calls >= plan.failAt : plan.calls === plan.failAt;
    if (!fails) return work();
    if (plan.calls === plan.failAt) half();
    throw Object.assign(new Error(`${plan.code}: injected`), { code: plan.code });
  };
  return {
    ...fs,
    openSync: (path: string, flags: string) =>
      flags === 'r' && fs.statSync(path).isFile()
        ? fs.openSync(path, flags)
        : call(`open ${path}`, () => {
            const file = fs.openSync(path, flags);
            names.set(file, path);
            return file;
          }),
    writeFileSync: (file: number | string, data: Uint8Array | string) =>
      call(
        `write ${typeof file === 'string' ? file : names.get(file)}`,
        () => fs.writeFileSync(file, data),
        () => fs.writeFileSync(file, data.slice(0, data.length >> 1)),
      ),
    fsyncSync: (file: number) => call(`fsync ${names.get(file)}`, () => {}),
    mkdirSync: (path: string, options?: { recursive: boolean }) =>
      call(`mkdir ${path}`, () => fs.mkdirSync(path, options)),
    renameSync: (from: string, to: string) => call(`rename ${from} ${to}`, () => fs.renameSync(from, to)),
    rmSync: (path: string, options: { recursive: boolean; force: boolean }) =>
      call(
        `rm ${path}`,
        () => fs.rmSync(path, options),
        () => {
          const entries = fs.existsSync(path) ? fs.readdirSync(path) : [];
          for (const entry of entries.slice(0, 2)) fs.rmSync(join(path, entry), { recursive: true });
        },
      ),
  };
});

const fs = await vi.importActual<typeof import('node:fs')>('node:fs');
const { readCheckpoint, writeCheckpoint } = await import('./directory.js');

let folder: string;
let directory: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'vem-faults-'));
  directory = join(folder, 'run');
});
afterEach(() => {
  calm();
  fs.rmSync(folder, { recursive: true, force: true });
});

const calm = () =>
  Object.assign(plan, { calls: 0, failAt: Number.POSITIVE_INFINITY, dead: false, code: 'EIO', log: [] });

/** Files whose names come and go with the version, and one that stays. */
const save = (version: number) =>
  writeCheckpoint(directory, {
    kind: 'test',
    files: { 'a.bin': new Uint8Array(100).fill(version), [`only-${version}`]: `${version}` },
    metadata: { version },
  });

/** The version that can be read; its files must all be of the same one. */
function version(): unknown {
  const { manifest, files } = readCheckpoint(directory);
  const found = manifest.metadata.version as number;
  expect(Object.keys(files).sort()).toEqual(['a.bin', `only-${found}`]);
  expect(files['a.bin'].every((byte) => byte === found)).toBe(true);
  return found;
}

/** Starts over with version 1 and a file of somebody else in it. */
function begin(): void {
  calm();
  fs.rmSync(folder, { recursive: true, force: true });
  save(1);
  fs.writeFileSync(join(directory, 'notes.txt'), 'mine');
}

/** Saves while the call number `failAt` fails; the error, or undefined if the save came through. */
function saveWithFault(target: number, failAt: number, fault: { dead: boolean; code?: string }): VemError | undefined {
  Object.assign(plan, { calls: 0, failAt, code: 'EIO', ...fault });
  try {
    save(target);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(VemError);
    return error as VemError;
  } finally {
    calm();
  }
}

/** After any accident, the next save works, leaves nothing behind and has kept the files of others. */
function expectOrderAfterNextSave(target: number): void {
  save(target);
  expect(version()).toBe(target);
  expect(fs.readdirSync(folder)).toEqual(['run']);
  expect(fs.readdirSync(directory).sort()).toEqual(['a.bin', 'manifest.json', 'notes.txt', `only-${target}`]);
}

describe('a checkpoint under failures', () => {
  it('survives a death of the process at every single system call', () => {
    let deaths = 0;
    for (let first = 1; ; first++) {
      begin();
      const died = saveWithFault(2, first, { dead: true });
      expect([1, 2]).toContain(version());
      expectOrderAfterNextSave(3);
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(15);
  });

  it('survives a second death at any system call of the save that follows', () => {
    for (let first = 1; ; first++) {
      let last = false;
      // Every other call: the other half comes with the next `first`.
      for (let second = 1 + (first % 2); ; second += 2) {
        begin();
        last = saveWithFault(2, first, { dead: true }) === undefined;
        const before = version();
        const died = saveWithFault(3, second, { dead: true });
        expect([before, 3]).toContain(version());
        expectOrderAfterNextSave(4);
        if (!died) break;
      }
      if (last) break;
    }
  });

  it('answers every single failing call with a coded error and stays readable', () => {
    for (let failAt = 1; ; failAt++) {
      begin();
      const error = saveWithFault(2, failAt, { dead: false });
      expect([1, 2]).toContain(version());
      expectOrderAfterNextSave(3);
      if (!error) break;
      expect(error.code).toBe('VEM_OUTPUT_FAILED');
      expect(error.path).toBe(directory);
    }
  });

  it('keeps the predecessor and cleans up when the disk is full', () => {
    begin();
    save(2);
    const write = plan.log.findIndex((call) => call.startsWith('write') && call.includes('a.bin')) + 1;
    expect(saveWithFault(3, write, { dead: false, code: 'ENOSPC' })?.code).toBe('VEM_OUTPUT_DISK_FULL');
    expect(version()).toBe(2);
    expect(fs.readdirSync(folder)).toEqual(['run']);
  });

  it.each([
    ['EDQUOT', 'VEM_OUTPUT_DISK_FULL'],
    ['EACCES', 'VEM_OUTPUT_PERMISSION'],
    ['EPERM', 'VEM_OUTPUT_PERMISSION'],
    ['EROFS', 'VEM_OUTPUT_PERMISSION'],
    ['EBUSY', 'VEM_OUTPUT_FAILED'],
  ])('turns %s into %s', (system, code) => {
    begin();
    expect(saveWithFault(2, 4, { dead: false, code: system })).toMatchObject({ code, received: system });
  });

  it.each(['EINVAL', 'ENOTSUP', 'ENOSYS'])('does without waiting for a directory where that cannot be: %s', (code) => {
    begin();
    // The first save of all makes other calls than those that follow.
    plan.log.length = 0;
    save(2);
    const waits = plan.log.indexOf(`fsync ${folder}`) + 1;
    expect(waits).toBeGreaterThan(0);
    expect(saveWithFault(3, waits, { dead: false, code })).toBeUndefined();
    expect(version()).toBe(3);
  });

  it('has everything on the disk before a name changes, the manifest last', () => {
    begin();
    plan.log.length = 0;
    save(2);
    const incoming = join(folder, '.run.new');
    const at = (call: string) => {
      expect(plan.log, call).toContain(call);
      return plan.log.lastIndexOf(call);
    };
    const makesRoom = at(`rename ${directory} ${join(folder, '.run.old')}`);
    const takesPlace = at(`rename ${incoming} ${directory}`);
    for (const name of ['a.bin', 'only-2']) {
      expect(at(`write ${join(incoming, name)}`)).toBeLessThan(at(`fsync ${join(incoming, name)}`));
      expect(at(`fsync ${join(incoming, name)}`)).toBeLessThan(at(`open ${join(incoming, 'manifest.json')}`));
    }
    expect(at(`fsync ${join(incoming, 'manifest.json')}`)).toBeLessThan(at(`fsync ${incoming}`));
    expect(at(`fsync ${incoming}`)).toBeLessThan(makesRoom);
    expect(makesRoom).toBeLessThan(takesPlace);
    expect(takesPlace).toBeLessThan(at(`fsync ${folder}`));
    expect(at(`fsync ${folder}`)).toBeLessThan(at(`rm ${join(folder, '.run.old')}`));
  });
});
