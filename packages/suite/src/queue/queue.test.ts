import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VemError } from '@vem/framework';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Executor, RunJob } from '../executor/executor.js';
import { vemVersion } from '../experiment/madeWith.js';
import { smallExperiment } from '../experiment/testing/smallExperiment.js';
import type { RunResult } from '../store/runResult.js';
import { addressFrom, parseAddress } from './address.js';
import { adoptAttempt, claimAttempt } from './attempts.js';
import { jobIdOf, parsePayload, type RunPayload } from './payload.js';
import { makeQueued } from './worker.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vem-queue-'));
  mkdirSync(join(root, 'runs'));
  writeFileSync(join(root, 'comparison.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

const payload = (changes: Partial<RunPayload> = {}): RunPayload => ({
  format: 'vem-queue-1',
  name: 'sac on Pendulum-v1, seed 1',
  config: smallExperiment,
  comparison: root,
  run: 'sac-seed1',
  plugins: [],
  version: vemVersion(),
  allowInexact: false,
  ...changes,
});
const refusedAs = (code: string) => expect.objectContaining({ code });

describe('address', () => {
  it('shows neither user nor password', () => {
    expect(parseAddress('redis://me:secret@host:7000/2')).toMatchObject({ shown: 'redis://host:7000/2' });
  });

  it.each(['', 'host:6379', 'http://host', 'redis://', 'redis://host/first', 'redis://:secret word@ho st'])(
    'refuses %j without saying a password',
    (given) => {
      let message = '';
      try {
        parseAddress(given);
      } catch (error) {
        message = (error as Error).message;
        expect(error).toEqual(refusedAs('VEM_QUEUE_URL'));
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('secret');
    },
  );

  it('is in the environment where the command line has none', () => {
    const before = process.env.VEM_QUEUE;
    try {
      delete process.env.VEM_QUEUE;
      expect(() => addressFrom(true)).toThrow(refusedAs('VEM_QUEUE_URL'));
      process.env.VEM_QUEUE = 'redis://host';
      expect(addressFrom(true)).toMatchObject({ shown: 'redis://host' });
      expect(addressFrom('redis://other').shown).toBe('redis://other');
    } finally {
      if (before === undefined) delete process.env.VEM_QUEUE;
      else process.env.VEM_QUEUE = before;
    }
  });
});

describe('payload', () => {
  it('is data that is checked, with no way out of the comparison', () => {
    const good = payload();
    expect(parsePayload(JSON.parse(JSON.stringify(good)))).toEqual(good);
    const wrong: unknown[] = [
      'text',
      { ...good, format: 'vem-queue-2' },
      { ...good, run: '../elsewhere' },
      { ...good, run: '..' },
      { ...good, comparison: 'results/1' },
      { ...good, code: 'process.exit()' },
      { ...good, config: { ...good.config, seed: 'one' } },
    ];
    for (const data of wrong) expect(() => parsePayload(data)).toThrow(refusedAs('VEM_QUEUE_PAYLOAD'));
  });

  it('has one job per run', () => {
    expect(jobIdOf(payload())).toBe(jobIdOf(payload()));
    const others = [payload({ run: 'b' }), payload({ comparison: '/b' })];
    expect(new Set([payload(), ...others].map(jobIdOf)).size).toBe(3);
  });
});

describe('attempts', () => {
  const write = (folder: string, text: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), text);
    writeFileSync(join(folder, 'lock.json'), 'of another process');
  };

  it('begin with what the newest earlier one had, in a folder of their own, without its lock', async () => {
    write(join(root, 'runs', 'a'), 'made without a queue');
    const first = await claimAttempt(root, 'a');
    expect(readFileSync(join(first.folder, 'config.json'), 'utf8')).toBe('made without a queue');
    writeFileSync(join(first.folder, 'config.json'), 'first');
    const second = await claimAttempt(root, 'a');
    expect(second.folder).not.toBe(first.folder);
    expect(readFileSync(join(second.folder, 'config.json'), 'utf8')).toBe('first');
    expect(existsSync(join(second.folder, 'lock.json'))).toBe(false);
    // Who was taken for dead goes on writing where nobody looks.
    writeFileSync(join(first.folder, 'config.json'), 'late');
    await adoptAttempt(root, 'a', second.attempt);
    expect(readFileSync(join(root, 'runs', 'a', 'config.json'), 'utf8')).toBe('first');
    expect(existsSync(first.folder)).toBe(false);
    await adoptAttempt(root, 'a', second.attempt);
    expect(readdirSync(join(root, 'runs'))).toEqual(['a']);
  });

  it('are told apart although they are claimed at once', async () => {
    const claimed = await Promise.all(Array.from({ length: 8 }, () => claimAttempt(root, 'a')));
    expect(new Set(claimed.map(({ folder }) => folder)).size).toBe(8);
  });
});

describe('a worker', () => {
  const result = { seed: 1 } as RunResult;
  const executor = (jobs: RunJob[]): Executor => ({
    run: async (job) => {
      jobs.push(job);
      return result;
    },
  });
  const make = (data: unknown, jobs: RunJob[] = [], folder?: string) =>
    makeQueued(data, { root: folder, plugins: [{ file: '/mine.js', hash: 'abc' }] }, executor(jobs), () => {});

  it('makes the run in a folder of the attempt, with the packages that it needs', async () => {
    const jobs: RunJob[] = [];
    expect(await make(payload({ plugins: ['abc'] }), jobs)).toEqual({ result, attempt: '1' });
    expect(jobs).toMatchObject([
      { folder: join(root, 'attempts', 'sac-seed1', '1'), plugins: [{ hash: 'abc' }], resume: { allowInexact: false } },
    ]);
  });

  it('gives back what the run failed of; what may pass is thrown', async () => {
    const failing = (code: string): Executor => ({ run: () => Promise.reject(new VemError('why', { code })) });
    const made = (code: string) => makeQueued(payload(), { plugins: [] }, failing(code), () => {});
    expect(await made('VEM_NOT_FINITE')).toEqual({ attempt: '1', failure: { code: 'VEM_NOT_FINITE', message: 'why' } });
    await expect(made('VEM_RUN_DIED')).rejects.toMatchObject({ code: 'VEM_RUN_DIED' });
  });

  it('finds the comparison where it lies here', async () => {
    const jobs: RunJob[] = [];
    const there = payload({ comparison: join('/somewhere/else', root.split('/').at(-1)!) });
    await make(there, jobs, tmpdir());
    expect(jobs[0].folder).toContain(root);
    await expect(make(there)).rejects.toMatchObject({ code: 'VEM_QUEUE_FOLDER' });
  });

  it('refuses runs of another vem, and with packages that it has not', async () => {
    await expect(make(payload({ version: '0.0.1' }))).rejects.toMatchObject({ code: 'VEM_QUEUE_VERSION' });
    await expect(make(payload({ plugins: ['def'] }))).rejects.toMatchObject({ code: 'VEM_QUEUE_PLUGINS' });
    expect(existsSync(join(root, 'attempts'))).toBe(false);
  });
});
