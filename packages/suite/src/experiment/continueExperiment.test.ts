import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, VemError } from '@vem/framework';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFolder } from '../store/lock.js';
import { readRun } from '../store/storedRun.js';
import { continueExperiment } from './continueExperiment.js';
import type { ExperimentConfig } from './experimentConfig.js';
import { runExperiment } from './runExperiment.js';
import { countingRuns } from './testing/countingRun.js';
import { smallExperiment } from './testing/smallExperiment.js';

const config: ExperimentConfig = { ...smallExperiment, checkpointEvery: { steps: 100 } };

const failure = new VemError('NaN', { code: 'VEM_NOT_FINITE' });

describe('continueExperiment', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'vem-continue-'));
    await runExperiment(config, { folder: join(root, 'whole') }, {}, countingRuns({ journal: [] }));
    await begun('begun');
  });
  afterAll(() => rm(root, { recursive: true }));

  /** A run that failed after 248 steps; its newest checkpoint is that after 200. */
  async function begun(name: string, changes: Partial<ExperimentConfig> = {}): Promise<string> {
    const folder = join(root, name);
    const run = runExperiment(
      { ...config, ...changes },
      { folder },
      {},
      countingRuns({ journal: [], failAt: 250, failure }),
    );
    await expect(run).rejects.toMatchObject({ code: 'VEM_NOT_FINITE' });
    return folder;
  }
  const text = (folder: string, file: string) => readFile(join(folder, file), 'utf8');
  const withoutTimes = ({
    wallSeconds: _,
    peakMemoryBytes: _memory,
    envStepsPerSecond: __,
    checkpoint: ___,
    ...result
  }: object & Record<string, unknown>) => result;

  it('leaves the same files as a run that was not interrupted', async () => {
    const folder = join(root, 'interrupted');
    await cp(join(root, 'begun'), folder, { recursive: true });
    await appendFile(join(folder, 'metrics.jsonl'), '{"envSteps": 2');
    await appendFile(join(folder, 'evaluations.jsonl'), '{"kind": "fin');
    await appendFile(join(folder, 'log.jsonl'), '{"lev');
    await writeFile(join(folder, 'config.json.4-1.tmp'), '{');
    const journal: string[] = [];
    const { result, from } = await continueExperiment(folder, {}, {}, countingRuns({ journal }));
    expect(from).toBe(200);
    expect(journal.slice(0, 3)).toEqual(['resume 200', 'checkpoint 200', 'checkpoint 300']);
    for (const file of ['metrics.jsonl', 'evaluations.jsonl', 'config.json'])
      expect(await text(folder, file), file).toBe(await text(join(root, 'whole'), file));
    const whole = (await readRun(join(root, 'whole'))).result;
    expect(withoutTimes({ ...result })).toEqual(withoutTimes({ ...whole }));
    expect(result.wallSeconds).toBeGreaterThan(0);
    const log = (await text(folder, 'log.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(log.map(({ msg }) => msg)).toContain('run continues');
    expect(log.filter(({ envSteps, msg }) => msg === 'checkpoint' && envSteps === 400)).toHaveLength(1);
  });

  it('begins at the beginning where no checkpoint was ever written', async () => {
    const folder = join(root, 'early');
    await cp(join(root, 'begun'), folder, { recursive: true });
    await rm(join(folder, 'checkpoints'), { recursive: true });
    const journal: string[] = [];
    await continueExperiment(folder, {}, {}, countingRuns({ journal }));
    expect(journal[0]).toBe('checkpoint 0');
    expect(await text(folder, 'metrics.jsonl')).toBe(await text(join(root, 'whole'), 'metrics.jsonl'));
  });

  it('stops again when it is asked to, and goes on from there', async () => {
    const folder = join(root, 'twice');
    await cp(join(root, 'begun'), folder, { recursive: true });
    const controller = new AbortController();
    const stop = {
      signal: controller.signal,
      onReport: ({ envSteps }: Report) => envSteps >= 300 && controller.abort(),
    };
    const stopped = await continueExperiment(folder, {}, stop, countingRuns({ journal: [] }));
    expect(stopped.result).toMatchObject({ status: 'stopped', envSteps: 300 });
    const journal: string[] = [];
    const { result } = await continueExperiment(folder, {}, {}, countingRuns({ journal }));
    expect(journal[0]).toBe('resume 300');
    expect(result.status).toBe('complete');
    expect(await text(folder, 'metrics.jsonl')).toBe(await text(join(root, 'whole'), 'metrics.jsonl'));
  });

  it('leaves a finished run as it is, or trains it further', async () => {
    const folder = join(root, 'finished');
    await cp(join(root, 'whole'), folder, { recursive: true });
    const before = await text(folder, 'result.json');
    const journal: string[] = [];
    const unchanged = await continueExperiment(folder, {}, {}, countingRuns({ journal }));
    expect(unchanged.from).toBeUndefined();
    expect(journal).toEqual([]);
    expect(await text(folder, 'result.json')).toBe(before);
    const further = await continueExperiment(folder, { envSteps: 600 }, {}, countingRuns({ journal }));
    expect(further).toMatchObject({
      from: 400,
      config: { envSteps: 600 },
      result: { status: 'complete', envSteps: 600 },
    });
    const kinds = (await readRun(folder)).evaluations.map(({ kind, envSteps }) => `${kind} ${envSteps}`);
    expect(kinds.filter((kind) => kind.startsWith('final'))).toEqual(['final 600']);
    await expect(continueExperiment(folder, { envSteps: 500 }, {}, countingRuns({ journal }))).rejects.toMatchObject({
      code: 'VEM_RESUME_STEPS',
      exitStatus: 2,
      received: 500,
    });
    expect((await readRun(folder)).config.envSteps).toBe(600);
  });

  it('ends early at a return, wherever it was interrupted', async () => {
    const returnAt = (envSteps: number) => (envSteps >= 200 ? 500 : 0);
    const folder = join(root, 'enough');
    const enough = { ...config, stopWhenReturn: 475 };
    const { result } = await runExperiment(enough, { folder }, {}, countingRuns({ journal: [], returnAt }));
    expect(result).toMatchObject({ status: 'complete', endedEarly: true, envSteps: 200 });
    await rm(join(folder, 'result.json'));
    const again = await continueExperiment(folder, {}, {}, countingRuns({ journal: [], returnAt }));
    expect(again.result).toMatchObject({ status: 'complete', endedEarly: true, envSteps: 200 });
    expect((await continueExperiment(folder, {}, {}, countingRuns({ journal: [] }))).from).toBeUndefined();
  });

  it('refuses another run than expected, a folder in use, and damaged files', async () => {
    const folder = join(root, 'refused');
    await cp(join(root, 'begun'), folder, { recursive: true });
    const go = (options = {}) => continueExperiment(folder, options, {}, countingRuns({ journal: [] }));
    await expect(go({ expected: { ...config, seed: 2 } })).rejects.toMatchObject({
      code: 'VEM_RESUME_DIFFERS',
      path: 'seed',
    });
    const lock = await lockFolder(folder);
    await expect(go()).rejects.toMatchObject({ code: 'VEM_FOLDER_IN_USE' });
    await lock.release();
    const metrics = await text(folder, 'metrics.jsonl');
    await writeFile(join(folder, 'metrics.jsonl'), `{"envSteps": 4, !\n${metrics}`);
    await expect(go()).rejects.toMatchObject({ code: 'VEM_STORE_DAMAGED', received: 'line 1' });
    await writeFile(join(folder, 'metrics.jsonl'), metrics);
    await writeFile(join(folder, 'result.json'), '{"status": 3}');
    await expect(go()).rejects.toMatchObject({ code: 'VEM_STORE_DAMAGED' });
    await rm(join(folder, 'result.json'));
    await expect(go({ expected: { ...config, checkpointEvery: { seconds: 5 } } })).resolves.toMatchObject({
      from: 200,
    });
    await expect(continueExperiment(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'VEM_RUN_NOT_FOUND' });
  });
});
