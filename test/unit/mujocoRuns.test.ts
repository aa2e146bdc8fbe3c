import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invertedPendulum, reacher } from '@vem/envs';
import { compose, composeFromConfig, type EnvironmentFactory, evaluatePolicy, loadPolicy } from '@vem/framework';
import { registry } from '@vem/suite';
import { expect, it } from 'vitest';
import { options, tinySac } from '../support/tinySac.js';

const { plugins } = registry;

async function train(run: ReturnType<typeof composeFromConfig>) {
  const returns: (number | undefined)[] = [];
  for await (const report of run.train({ envSteps: 150, reportEvery: 50 })) returns.push(report.episodeReturn);
  return { returns, evaluation: await run.evaluate({ episodes: 3 }), hash: run.parameterHash() };
}

it('trains, is evaluated, stored, loaded and evaluated again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vem-mujoco-'));
  const run = compose({ ...tinySac(), environment: reacher() }, options);
  try {
    const trained = await train(run);
    expect(trained.evaluation.lengths).toEqual([50, 50, 50]);
    await run.save(join(folder, 'policy'));
    const policy = await loadPolicy(join(folder, 'policy'));
    const factory = reacher().create() as EnvironmentFactory;
    expect((await evaluatePolicy(policy, factory, { episodes: 3 })).returns).toEqual(trained.evaluation.returns);
    policy.dispose();
  } finally {
    run.dispose();
    rmSync(folder, { recursive: true });
  }
});

it('follows from configuration and seed, with several copies and options', async () => {
  const map = { ...tinySac(), environment: invertedPendulum({ resetNoiseScale: 0.05, frameSkip: 1 }) };
  const one = compose(map, { ...options, environments: 3 });
  const other = composeFromConfig(JSON.parse(JSON.stringify(one.config)), { plugins });
  expect(await train(other)).toEqual(await train(one));
  one.dispose();
  other.dispose();
});
