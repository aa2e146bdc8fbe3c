import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, VemError } from '@vem/framework';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCK_FILE } from '../store/lock.js';
import { readRun } from '../store/storedRun.js';
import type { RunMaker } from './makeRun.js';
import { runExperiment } from './runExperiment.js';
import { countingRuns } from './testing/countingRun.js';
import { smallExperiment } from './testing/smallExperiment.js';

const config = smallExperiment;

const failure = new VemError('NaN', { code: 'VEM_NOT_FINITE' });

describe('runExperiment', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'vem-experiment-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('trains, evaluates, saves, and leaves everything in the folder', async () => {
    const journal: string[] = [];
    const warnings: string[] = [];
    const folder = join(root, 'whole');
    const control = { onWarning: (text: string) => void warnings.push(text) };
    const { result } = await runExperiment(config, { folder }, control, countingRuns({ journal }));
    expect(result).toMatchObject({
      status: 'complete',
      environment: 'Pendulum-v1',
      envSteps: 400,
      updates: 400,
      parameterHash: 'hash of 400',
      engine: 'an engine',
    });
    expect(result.evaluation?.episodes).toBe(3);
    expect(result.envStepsPerSecond).toBeCloseTo(400 / result.wallSeconds, 6);
    // A Node.js process takes tens of megabytes.
    expect(result.peakMemoryBytes).toBeGreaterThan(2 ** 24);
    expect(journal).toEqual(['checkpoint 0', 'checkpoint 400', `save ${join(folder, 'checkpoint')}`, 'dispose']);
    expect(await readdir(folder)).not.toContain(LOCK_FILE);
    expect(warnings).toEqual(['a learned prior with a fixed temperature']);

    const stored = await readRun(folder);
    expect(stored.result).toEqual(result);
    expect(stored.config.madeWith).toMatchObject({ engine: 'an engine', node: process.versions.node });
    expect(stored.evaluations.map(({ kind, envSteps, episodes }) => [kind, envSteps, episodes])).toEqual([
      ['curve', 100, 2],
      ['curve', 200, 2],
      ['curve', 300, 2],
      ['curve', 400, 2],
      ['final', 400, 3],
    ]);
    const log = (await readFile(join(folder, 'log.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(log[0].msg).toBe('a learned prior with a fixed temperature');
    expect(log.at(-1)).toMatchObject({ msg: 'run complete', parameterHash: 'hash of 400' });
  });

  it('stops at the next report when it is asked to, and saves what there is', async () => {
    const journal: string[] = [];
    const controller = new AbortController();
    const folder = join(root, 'stopped');
    const control = {
      signal: controller.signal,
      onReport: ({ envSteps }: Report) => envSteps >= 100 && controller.abort(),
    };
    const { result } = await runExperiment(config, { folder }, control, countingRuns({ journal }));
    expect(result).toMatchObject({ status: 'stopped', envSteps: 100 });
    expect(result.evaluation).toBeUndefined();
    expect(journal).toEqual(['checkpoint 0', 'checkpoint 100', `save ${join(folder, 'checkpoint')}`, 'dispose']);
    expect((await readRun(folder)).result?.status).toBe('stopped');
  });

  it('leaves the folder without a result, and the reason in the log, when training fails', async () => {
    const journal: string[] = [];
    const folder = join(root, 'failed');
    await expect(
      runExperiment(config, { folder }, {}, countingRuns({ journal, failAt: 200, failure })),
    ).rejects.toMatchObject({
      code: 'VEM_NOT_FINITE',
    });
    expect(journal).toEqual(['checkpoint 0', 'dispose']);
    const stored = await readRun(folder);
    expect(stored.result).toBeUndefined();
    expect(stored.evaluations).toHaveLength(1);
    expect(await readFile(join(folder, 'log.jsonl'), 'utf8')).toContain('VEM_NOT_FINITE');
  });

  it('writes nothing when the slots do not fit together', async () => {
    const impossible: RunMaker = {
      ...countingRuns({ journal: [] }),
      compose: () => {
        throw new VemError('no', { code: 'VEM_CAPABILITY_MISSING', exitStatus: 2 });
      },
    };
    const before = await readdir(root);
    await expect(runExperiment(config, { folder: join(root, 'impossible') }, {}, impossible)).rejects.toMatchObject({
      code: 'VEM_CAPABILITY_MISSING',
    });
    expect(await readdir(root)).toEqual(before);
  });
});
