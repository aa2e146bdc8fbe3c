import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pendulum } from '@vem/envs';
import {
  compose,
  definePlugin,
  type EnvironmentFactory,
  listCheckpoints,
  loadPolicy,
  type Report,
  type Run,
  resumeRun,
  type VectorEnvironment,
} from '@vem/framework';
import { adam } from '@vem/training';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { smallPresets } from '../support/smallPresets.js';

const slots = smallPresets['sac, box'];
let directory: string;
let run: Run;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vem-watched-'));
  run = compose(slots, { seed: 4 });
});
afterEach(() => {
  run.dispose();
  rmSync(directory, { recursive: true, force: true });
});

const stepsOf = (reports: readonly { readonly envSteps: number }[]) => reports.map(({ envSteps }) => envSteps);

async function reportsOf(training: AsyncIterable<Report>): Promise<Report[]> {
  const reports: Report[] = [];
  for await (const report of training) reports.push(report);
  return reports;
}

describe('a listener', () => {
  it('hears of reports before they are yielded, and of checkpoints, until it unsubscribes', async () => {
    const heard: string[] = [];
    const leave = run.on('report', async ({ envSteps }) => {
      await Promise.resolve();
      heard.push(`report ${envSteps}`);
    });
    run.on('checkpoint', ({ envSteps }) => void heard.push(`checkpoint ${envSteps}`));
    for await (const { envSteps } of run.train({
      envSteps: 50,
      reportEvery: 20,
      checkpoints: { directory, every: 20 },
    })) {
      heard.push(`yield ${envSteps}`);
      if (envSteps === 40) leave();
    }
    expect(heard).toEqual([
      'checkpoint 0',
      'report 20',
      'yield 20',
      'checkpoint 20',
      'report 40',
      'yield 40',
      'checkpoint 40',
      'yield 50',
      'checkpoint 50',
    ]);
  });

  it('ends training by what it throws, after a checkpoint of what was done', async () => {
    run.on('report', () => {
      throw new Error('enough');
    });
    await expect(reportsOf(run.train({ envSteps: 50, reportEvery: 20, checkpoints: { directory } }))).rejects.toThrow(
      'enough',
    );
    expect(stepsOf(listCheckpoints(directory))).toEqual([20, 0]);
  });
});

describe('training', () => {
  it('stops early when it is told to, and goes on as if it had not', async () => {
    const options = { envSteps: 150, reportEvery: 40 };
    const other = compose(slots, { seed: 4 });
    const whole = await reportsOf(other.train(options));
    run.on('report', ({ envSteps }) => {
      if (envSteps === 80) run.stop();
    });
    const first = await reportsOf(run.train(options));
    expect(stepsOf(first)).toEqual([40, 80]);
    const rest: Report[] = [];
    for await (const report of run.train(options)) {
      rest.push(report);
      if (report.envSteps === 120) break;
    }
    rest.push(...(await reportsOf(run.train(options))));
    expect([...first, ...rest]).toEqual(whole);
    expect(run.parameterHash()).toBe(other.parameterHash());
    other.dispose();
  });

  it('gives a last report when it is stopped between two', async () => {
    run.on('checkpoint', ({ envSteps }) => {
      if (envSteps === 30) run.stop();
    });
    const training = run.train({ envSteps: 100, reportEvery: 20, checkpoints: { directory, every: 30 } });
    expect(stepsOf(await reportsOf(training))).toEqual([20, 30]);
  });

  it('keeps the policy of its best evaluation', async () => {
    const training = run.train({
      envSteps: 120,
      evaluateEvery: 20,
      evaluateEpisodes: 1,
      checkpoints: { directory },
    });
    const means = (await reportsOf(training)).flatMap(({ envSteps, evaluation }) =>
      evaluation ? [{ envSteps, meanReturn: evaluation.meanReturn }] : [],
    );
    const best = means.reduce((a, b) => (b.meanReturn > a.meanReturn ? b : a));
    expect(run.best).toEqual(best);
    const policy = await loadPolicy(join(directory, 'best'));
    expect(policy.counters.envSteps).toBe(best.envSteps);
    policy.dispose();
    const resumed = await resumeRun(slots, directory);
    expect(resumed.run.best).toEqual(best);
    resumed.run.dispose();
  });

  it.each([
    [{ envStep: 10 }, /Option "envStep" .*Did you mean "envSteps"/],
    [{ envSteps: 1.5 }, /"envSteps"/],
    [{ envSteps: 10, reportEvery: 0 }, /"reportEvery".* received 0/],
    [{ envSteps: 10, evaluateEvery: Number.NaN }, /"evaluateEvery"/],
    [{ envSteps: 10, checkpoints: { directory: 'x', keep: 1 } }, /"checkpoints.keep"/],
    [{ envSteps: 10, checkpoints: { directory: 'x', evry: 1 } }, /Option "checkpoints.evry" .*"every"/],
  ])('refuses %j', async (options, message) => {
    await expect(reportsOf(run.train(options as never))).rejects.toMatchObject({
      code: 'VEM_RUN_OPTION',
      message: expect.stringMatching(message),
    });
    expect(existsSync('x')).toBe(false);
  });

  it('refuses evaluations of no episodes', async () => {
    await expect(run.evaluate({ episodes: 0 })).rejects.toMatchObject({ code: 'VEM_RUN_OPTION', path: 'episodes' });
  });
});

describe('a run whose numbers are not finite any more', () => {
  it('stops with the name of slot, step and tensor, and its checkpoints stay', async () => {
    run.dispose();
    run = compose({ ...slots, optimiser: adam({ learningRate: 1e38 }) }, { seed: 4 });
    const failure = await reportsOf(
      run.train({ envSteps: 100, reportEvery: 5, checkpoints: { directory, every: 10, keep: 2 } }),
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'VEM_NOT_FINITE',
      slot: expect.stringMatching(/^(valueEstimator|posterior)$/),
    });
    expect((failure as Error).message).toMatch(/in optimiser step "(evaluate|eStep \+ temperature)" of update \d+/);
    await expect(run.checkpoint(directory)).rejects.toMatchObject({
      code: expect.stringMatching(/^VEM_(NOT_FINITE|RUN_FAILED)$/),
    });
    const stored = listCheckpoints(directory);
    expect(stored.length).toBeGreaterThan(0);
    const resumed = await resumeRun({ ...slots, optimiser: adam({ learningRate: 1e38 }) }, directory);
    expect(resumed.damaged).toEqual([]);
    expect((await resumed.run.open()).parameters.firstNotFinite()).toBeUndefined();
    resumed.run.dispose();
  });

  it('names the gradient where it starts, and leaves the parameters as they were', async () => {
    const pipeline = await run.open();
    for await (const _report of run.train({ envSteps: 30 }));
    const before = run.parameterHash();
    const { reward } = pipeline.batch.columns;
    const fill = pipeline.data.fill.bind(pipeline.data);
    pipeline.data.fill = (batch, rows, stream) => {
      fill(batch, rows, stream);
      reward[0] = Number.NaN;
    };
    await expect(reportsOf(run.train({ envSteps: 40 }))).rejects.toMatchObject({
      code: 'VEM_NOT_FINITE',
      slot: 'valueEstimator',
      message: expect.stringMatching(/optimiser step "value" of update \d+, where the gradient of "valueEstimator\//),
    });
    expect(run.parameterHash()).toBe(before);
    await expect(run.checkpoint(directory)).rejects.toMatchObject({ code: 'VEM_RUN_FAILED' });
    await expect(run.train({ envSteps: 50 }).next()).rejects.toMatchObject({ code: 'VEM_RUN_FAILED' });
    expect(listCheckpoints(directory)).toEqual([]);
  });

  it('is not stored', async () => {
    const { parameters } = await run.open();
    parameters.views('posterior')[0].data[3] = Number.POSITIVE_INFINITY;
    await expect(run.checkpoint(directory)).rejects.toMatchObject({
      code: 'VEM_NOT_FINITE',
      slot: 'posterior',
      path: parameters.views('posterior')[0].name,
    });
    expect(listCheckpoints(directory)).toEqual([]);
  });
});

/** The pendulum, as if it ran in another process that does not tell all about itself. */
const opaquePendulum = definePlugin({
  slot: 'environment',
  name: 'opaque',
  description: 'Pendulum whose state cannot be read',
  config: z.strictObject({}),
  provides: ['box'],
  inject: [],
  create: (): EnvironmentFactory => {
    const factory = pendulum().create() as EnvironmentFactory;
    return {
      spec: factory.spec,
      create: (count, stream): VectorEnvironment => {
        const inner = factory.create(count, stream);
        return {
          spec: inner.spec,
          count,
          reset: () => inner.reset(),
          step: (action) => inner.step(action),
          state: () => ({ arrays: {}, stream: [...stream.state()], exact: false }),
          restore: (state) => stream.restore(state.stream),
          dispose: () => inner.dispose(),
        };
      },
    };
  },
});

describe('an environment whose state is not exact', () => {
  it('starts new episodes in a resumed run, which says so', async () => {
    const opaque = { ...slots, environment: opaquePendulum() };
    run.dispose();
    run = compose(opaque, { seed: 4, environments: 2 });
    for await (const _report of run.train({ envSteps: 100, checkpoints: { directory } }));
    const warnings: string[] = [];
    const logger = { warn: (text: string) => warnings.push(text), info: () => {}, debug: () => {} } as never;
    const { run: resumed, inexact } = await resumeRun(opaque, directory, { logger });
    expect(inexact).toEqual([expect.stringMatching(/"Pendulum-v1" starts new episodes/)]);
    expect(warnings).toContainEqual(expect.stringContaining(inexact[0]));
    expect(resumed.parameterHash()).toBe(run.parameterHash());
    const [report] = await reportsOf(resumed.train({ envSteps: 500 }));
    // Two episodes of 200 steps that began when the run was resumed.
    expect(report.episodes).toBe(2);
    resumed.dispose();
  });
});
