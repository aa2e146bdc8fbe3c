import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentConfig } from '../experiment/experimentConfig.js';
import type { RunJob } from './executor.js';
import { localExecutor } from './local.js';

const config: ExperimentConfig = {
  format: 'vem-run-1',
  preset: 'sac',
  seed: 1,
  envSteps: 10,
  environments: 1,
  engine: 'compiled',
  threads: 1,
  evaluateEvery: 10,
  curveEpisodes: 1,
  evaluationEpisodes: 1,
  slots: {},
};
const job = (name: string): RunJob => ({ name, config, folder: name });

// A worker that does what the folder's name says.
const WORKER = `
import { writeFileSync } from 'node:fs';
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(1));
process.once('message', ({ folder, config }) => {
  if (folder === 'die') { process.stderr.write('segmentation fault at 0x0'); process.kill(process.pid, 'SIGKILL'); }
  else if (folder === 'leave') process.exit(3);
  else if (folder === 'throw') process.send({ type: 'error', error: { code: 'VEM_NOT_FINITE', message: 'NaN at update 3', slot: 'posterior' } }, () => process.exit(1));
  else if (folder.startsWith('wait:')) { writeFileSync(folder.slice(5), String(process.pid)); setInterval(() => {}, 1000); }
  else {
    process.send({ type: 'progress', progress: { envSteps: 5, episodeReturn: -1 } });
    const started = Date.now();
    setTimeout(() => process.send({ type: 'result', result: { seed: config.seed, started, ended: Date.now() } }, () => process.exit(0)), 150);
  }
});
`;

describe('localExecutor', () => {
  let folder: string;
  let worker: URL;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vem-executor-'));
    await writeFile(join(folder, 'worker.mjs'), WORKER);
    worker = pathToFileURL(join(folder, 'worker.mjs'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('returns the result and passes progress on', async () => {
    const seen: unknown[] = [];
    const result = await localExecutor({ jobs: 1, worker }).run(job('fine'), (progress) => seen.push(progress));
    expect(result.seed).toBe(1);
    expect(seen).toEqual([{ envSteps: 5, episodeReturn: -1 }]);
  });

  it('reports a killed run with its last words, and the others go on', async () => {
    const executor = localExecutor({ jobs: 2, worker });
    const [died, left, fine] = await Promise.allSettled(
      ['die', 'leave', 'fine'].map((name) => executor.run(job(name), () => {})),
    );
    expect(died).toMatchObject({ status: 'rejected', reason: { code: 'VEM_RUN_DIED', received: 'by SIGKILL' } });
    expect((died as PromiseRejectedResult).reason.message).toContain('segmentation fault at 0x0');
    expect(left).toMatchObject({ status: 'rejected', reason: { code: 'VEM_RUN_DIED', received: 'with status 3' } });
    expect(fine.status).toBe('fulfilled');
  });

  it('hands on the coded error of a run', async () => {
    const run = localExecutor({ jobs: 1, worker }).run(job('throw'), () => {});
    await expect(run).rejects.toMatchObject({ code: 'VEM_NOT_FINITE', message: 'NaN at update 3', slot: 'posterior' });
  });

  it('runs as many at a time as it was told', async () => {
    const executor = localExecutor({ jobs: 1, worker });
    const results = await Promise.all([executor.run(job('a'), () => {}), executor.run(job('b'), () => {})]);
    const [first, second] = results as unknown as { started: number; ended: number }[];
    expect(second.started).toBeGreaterThanOrEqual(first.ended);
  });

  it('ends running and waiting runs when it is aborted, and leaves no process behind', async () => {
    const controller = new AbortController();
    const executor = localExecutor({ jobs: 1, worker, signal: controller.signal });
    const pidFile = join(folder, 'pid');
    const running = executor.run(job(`wait:${pidFile}`), () => {});
    const waiting = executor.run(job('fine'), () => {});
    const pid = await expect
      .poll(() => readFile(pidFile, 'utf8').catch(() => ''), { timeout: 5000 })
      .not.toBe('')
      .then(() => readFile(pidFile, 'utf8'));
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'VEM_RUN_ENDED' });
    await expect(waiting).rejects.toMatchObject({ code: 'VEM_RUN_ENDED' });
    expect(() => process.kill(Number(pid), 0)).toThrow();
  });
});
