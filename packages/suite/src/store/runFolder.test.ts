import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentConfig } from '../experiment/experimentConfig.js';
import { fileNameOf, RunFolder } from './runFolder.js';
import type { RunResult } from './runResult.js';
import { readRun, readRuns } from './storedRun.js';

const config: ExperimentConfig = {
  format: 'vem-run-1',
  preset: 'sac',
  seed: 3,
  envSteps: 100,
  environments: 1,
  engine: 'compiled',
  threads: 1,
  evaluateEvery: 50,
  curveEpisodes: 2,
  evaluationEpisodes: 2,
  slots: { environment: { use: 'Pendulum-v1' } },
};
const evaluation = {
  episodes: 2,
  behaviour: 'mode' as const,
  meanReturn: -3,
  stdReturn: 1,
  returns: [-2, -4],
  lengths: [5, 5],
};
const result: RunResult = {
  preset: 'sac',
  environment: 'Pendulum-v1',
  seed: 3,
  status: 'complete',
  envSteps: 100,
  updates: 90,
  wallSeconds: 2,
  envStepsPerSecond: 50,
  evaluation,
  checkpoint: 'checkpoint',
  parameterHash: 'ab',
  engine: 'onnxruntime',
};

describe('RunFolder', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'vem-store-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  /** A run's folder that no process has. */
  async function closed(name: string): Promise<RunFolder> {
    const folder = await RunFolder.create({ folder: join(root, name) }, config);
    await folder.release();
    return folder;
  }

  it('keeps configuration, reports, evaluations and result, and reads them back', async () => {
    const folder = await RunFolder.create({ folder: join(root, 'deep', 'run') }, config);
    const report = { envSteps: 50, updates: 40, episodes: 1, episodeReturn: -9, metrics: { 'posterior/loss': 1 } };
    await folder.append({ ...report, evaluation: evaluation });
    await folder.append({ ...report, envSteps: 100 });
    await folder.appendEvaluation('final', { envSteps: 100, updates: 90 }, evaluation);
    await folder.finish(result);

    const lines = (await readFile(folder.file('metrics'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([report, { ...report, envSteps: 100 }]);
    const run = await readRun(folder.path);
    expect(run.config).toEqual(config);
    expect(run.result).toEqual(result);
    expect(run.evaluations.map(({ kind, envSteps }) => [kind, envSteps])).toEqual([
      ['curve', 50],
      ['final', 100],
    ]);
    await folder.release();
    expect((await readdir(folder.path)).sort()).toEqual([
      'config.json',
      'evaluations.jsonl',
      'metrics.jsonl',
      'result.json',
    ]);
  });

  it('overwrites nothing, and offers a folder that is free', async () => {
    await RunFolder.create({ folder: join(root, 'taken') }, config);
    const before = await readFile(join(root, 'taken', 'config.json'), 'utf8');
    await RunFolder.create({ folder: join(root, 'taken-2') }, config);
    await expect(RunFolder.create({ folder: join(root, 'taken') }, { ...config, seed: 4 })).rejects.toMatchObject({
      code: 'VEM_OUT_TAKEN',
      exitStatus: 2,
      hint: `--out ${join(root, 'taken-3')}`,
      message: expect.stringContaining(`vem resume ${join(root, 'taken')}`),
    });
    expect(await readFile(join(root, 'taken', 'config.json'), 'utf8')).toBe(before);
  });

  it.each(['comparison.json', 'manifest.json'])('is no guest in a folder with a %s', async (file) => {
    const folder = join(root, `foreign-${file}`);
    await mkdir(folder);
    await writeFile(join(folder, file), '{}');
    await expect(RunFolder.create({ folder }, config)).rejects.toMatchObject({ code: 'VEM_OUT_TAKEN' });
    expect(await readdir(folder)).toEqual([file]);
  });

  it.each(['result.json', 'metrics.jsonl', 'failure.json'])(
    'finds an empty folder %s in its way at once',
    async (name) => {
      const folder = join(root, `in-the-way-${name}`);
      await mkdir(join(folder, name), { recursive: true });
      await expect(RunFolder.create({ folder }, config)).rejects.toMatchObject({ code: 'VEM_OUT_TAKEN' });
      expect(await readdir(folder)).toEqual([name]);
    },
  );

  it('lets only one of several at once have a folder', async () => {
    const tries = Array.from({ length: 5 }, () => RunFolder.create({ folder: join(root, 'race') }, config));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('numbers folders that it may choose itself', async () => {
    const paths: string[] = [];
    for (let i = 0; i < 3; i++)
      paths.push((await RunFolder.create({ freshLike: join(root, 'runs', 'a') }, config)).path);
    expect(paths).toEqual(['a', 'a-2', 'a-3'].map((name) => join(root, 'runs', name)));
  });

  it.each([
    ['a file', 'file', 'it is a file'],
    ['under a file', 'file/run', 'something on the way is a file'],
    ['where no folder can be made', '/proc/vem/run', 'cannot be written'],
  ])('refuses a path that is %s', async (_, path, says) => {
    await writeFile(join(root, 'file'), '');
    const place = { folder: path.startsWith('/') ? path : join(root, path) };
    await expect(RunFolder.create(place, config)).rejects.toMatchObject({
      code: 'VEM_OUT_UNUSABLE',
      exitStatus: 2,
      message: expect.stringContaining(says),
    });
  });

  it('reads a run that was cut off in the middle of a line', async () => {
    const folder = await RunFolder.create({ folder: join(root, 'cut') }, config);
    await folder.appendEvaluation('curve', { envSteps: 50, updates: 40 }, evaluation);
    await writeFile(folder.file('evaluations'), `${await readFile(folder.file('evaluations'), 'utf8')}{"kind":"cur`);
    const run = await readRun(folder.path);
    expect(run.result).toBeUndefined();
    expect(run.evaluations).toHaveLength(1);
  });

  it('is rewound to a step, byte for byte, without half lines and leftovers', async () => {
    const { path } = await closed('rewound');
    const kept = `{"envSteps":50,  "metrics":{}}\n`;
    await writeFile(join(path, 'metrics.jsonl'), `${kept}{"envSteps":60}\n{"envS`);
    await writeFile(join(path, 'evaluations.jsonl'), '{"kind":"final","envSteps":50}\n');
    await writeFile(join(path, 'result.json.77-3.tmp'), '{"st');
    await writeFile(join(path, 'result.json'), '{}');
    const folder = await RunFolder.open(path);
    await folder.rewind(50);
    expect(await readFile(folder.file('metrics'), 'utf8')).toBe(kept);
    expect(await readFile(folder.file('evaluations'), 'utf8')).toBe('');
    await folder.release();
    expect((await readdir(path)).sort()).toEqual(['config.json', 'evaluations.jsonl', 'metrics.jsonl']);
  });

  it('names the damaged line, and changes nothing then', async () => {
    const { path } = await closed('damaged-line');
    const damaged = '{"envSteps":50}\n{"envSteps" 60}\n{"envSteps":70}\n';
    await writeFile(join(path, 'metrics.jsonl'), damaged);
    const folder = await RunFolder.open(path);
    await expect(folder.rewind(70)).rejects.toMatchObject({
      code: 'VEM_STORE_DAMAGED',
      message: expect.stringContaining('line 2'),
    });
    expect(await readFile(folder.file('metrics'), 'utf8')).toBe(damaged);
    await folder.release();
  });

  it.each([
    ['half a line', '{"envSteps":60,"upd\n'],
    ['zeros of a power cut', `${'\0'.repeat(70_000)}\n`],
    ['zeros without an end', '\0'.repeat(70_000)],
    ['zeros before later lines', `${'\0'.repeat(100)}\n{"envSteps":80}\n`],
  ])('is not held up by what stands behind the checkpoint: %s', async (what, behind) => {
    const { path } = await closed(`behind-${what.replaceAll(' ', '-')}`);
    await writeFile(join(path, 'metrics.jsonl'), `{"envSteps":50}\n${behind}`);
    const folder = await RunFolder.open(path);
    await folder.rewind(50);
    expect(await readFile(folder.file('metrics'), 'utf8')).toBe('{"envSteps":50}\n');
    await folder.release();
  });

  it.each([
    ['checkpoints', 'checkpoints/at-000000000600/manifest.json'],
    ['metrics', 'metrics.jsonl'],
    ['evaluations', 'evaluations.jsonl'],
    ['the policy', 'checkpoint/mine'],
    ['a result', 'result.json'],
    ['a log', 'log.jsonl'],
    ['a folder in the place of the result', 'result.json/mine'],
  ])('is not begun where another run left %s', async (what, file) => {
    const path = join(root, `left-${what.replaceAll(' ', '-')}`);
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), '');
    await writeFile(join(path, 'notes.txt'), 'mine');
    await expect(RunFolder.create({ folder: path }, config)).rejects.toMatchObject({
      code: 'VEM_OUT_TAKEN',
      message: expect.stringContaining(file.split('/')[0]),
    });
    expect(await readdir(path)).toHaveLength(2);
  });

  it('may be one with files of the user, and with empty folders', async () => {
    const path = join(root, 'with-notes');
    await mkdir(join(path, 'checkpoints'), { recursive: true });
    await writeFile(join(path, 'table.md.12-3.tmp'), 'mine');
    await (await RunFolder.create({ folder: path }, config)).release();
    await (await RunFolder.open(path)).release();
    expect(await readFile(join(path, 'table.md.12-3.tmp'), 'utf8')).toBe('mine');
  });

  it('belongs to one process at a time', async () => {
    const { path } = await closed('shared');
    const folder = await RunFolder.open(path);
    await expect(RunFolder.open(path)).rejects.toMatchObject({ code: 'VEM_FOLDER_IN_USE' });
    await folder.release();
    await (await RunFolder.open(path)).release();
    await expect(RunFolder.open(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'VEM_RUN_NOT_FOUND' });
  });

  it('tells a folder without a run, and a damaged file', async () => {
    await expect(readRun(join(root, 'nothing'))).rejects.toMatchObject({ code: 'VEM_RUN_NOT_FOUND', exitStatus: 2 });
    const folder = await RunFolder.create({ folder: join(root, 'damaged') }, config);
    await writeFile(folder.file('result'), '{"preset": 3}');
    await expect(readRun(folder.path)).rejects.toMatchObject({
      code: 'VEM_STORE_DAMAGED',
      path: folder.file('result'),
    });
  });

  it('lists the runs of a folder by name, numbers by size', async () => {
    for (const name of ['s10', 's2', 's1']) await RunFolder.create({ folder: join(root, 'many', name) }, config);
    const names = (await readRuns(join(root, 'many'))).map(({ folder }) => folder.split('/').at(-1));
    expect(names).toEqual(['s1', 's2', 's10']);
  });
});

describe('fileNameOf', () => {
  it.each([
    ['sac + gaussian prior', 'sac-gaussian-prior'],
    ['../../etc', 'etc'],
    ['a/b', 'a-b'],
    ['…', 'run'],
  ])('%s → %s', (text, name) => {
    expect(fileNameOf(text)).toBe(name);
  });
});
