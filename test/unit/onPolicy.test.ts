import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  composeUnchecked,
  iterate,
  loadPolicy,
  type Pipeline,
  type Run,
  resumeRun,
  type SlotMap,
} from '@vem/framework';
import { replay, samplePosterior } from '@vem/training';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallOnPolicy } from '../support/smallOnPolicy.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vem-on-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KINDS = ['box', 'discrete'] as const;
/** Steps of a roll-out, of each environment. */
const LENGTH = 16;

const parametersOf = ({ parameters }: Pipeline, prefix: string) =>
  Object.fromEntries(
    parameters.allViews().flatMap(({ name, data }) => (name.startsWith(prefix) ? [[name, [...data]]] : [])),
  );

describe('learning from the latest roll-out', () => {
  it.each(KINDS)('starts with a ratio of 1, whatever the statistics did before: %s', async (kind) => {
    const run = composeUnchecked(smallOnPolicy(kind, { epochs: 1, batchSize: 'all' }), { seed: 3, environments: 2 });
    let moved = 0;
    for await (const { envSteps, metrics } of run.train({ envSteps: 5 * 2 * LENGTH, reportEvery: 2 * LENGTH })) {
      expect(envSteps % (2 * LENGTH)).toBe(0);
      expect(metrics['posterior/ratio']).toBeCloseTo(1, 6);
      expect(metrics['posterior/clipFraction']).toBe(0);
      expect(metrics['posterior/approximateKl']).toBeCloseTo(0, 6);
      moved += 1;
    }
    expect(moved).toBe(5);
    run.dispose();
  });

  it('moves statistics at the ends of roll-outs only, and with them the prior', async () => {
    const run = composeUnchecked(smallOnPolicy('box'), { seed: 3, environments: 2 });
    const pipeline = await run.open();
    let statistics = parametersOf(pipeline, 'normaliser/');
    let prior = parametersOf(pipeline, 'posterior@target/');
    for (let rollout = 1; rollout <= 3; rollout++) {
      while (pipeline.progress.rollouts < rollout) {
        expect(parametersOf(pipeline, 'normaliser/')).toEqual(statistics);
        expect(parametersOf(pipeline, 'posterior@target/')).toEqual(prior);
        iterate(pipeline);
      }
      expect(pipeline.progress).toMatchObject({ envSteps: rollout * 2 * LENGTH, updates: rollout * 8 });
      expect(parametersOf(pipeline, 'normaliser/')).not.toEqual(statistics);
      statistics = parametersOf(pipeline, 'normaliser/');
      prior = parametersOf(pipeline, 'posterior@target/');
      expect(Object.values(prior)).toEqual(Object.values(parametersOf(pipeline, 'posterior/')));
    }
    expect(statistics['normaliser/observation/count'][0]).toBeCloseTo(3 * 2 * LENGTH, 3);
    run.dispose();
  });

  it.each(KINDS)('resumes bit for bit in the middle of a roll-out and of an epoch: %s', async (kind) => {
    const slots = smallOnPolicy(kind);
    const options = { seed: 5, environments: 2 };
    const finish = (run: Run, pipeline: Pipeline, turns: number) => {
      for (let turn = 0; turn < turns; turn++) iterate(pipeline);
      return {
        hash: run.parameterHash(),
        progress: pipeline.progress,
        statistics: parametersOf(pipeline, 'normaliser/'),
      };
    };
    const run = composeUnchecked(slots, options);
    const pipeline = await run.open();
    // Turns act until updates are owed, and then make one each: 15 that only act, one that does both, 7 that only learn.
    const ROUND = LENGTH + 7;
    const moments: readonly { readonly turn: number; readonly owed: number }[] = [
      { turn: ROUND + 2, owed: 0 },
      { turn: ROUND + LENGTH + 2, owed: 5 },
      { turn: ROUND + LENGTH + 5, owed: 2 },
      { turn: 2 * ROUND, owed: 0 },
    ];
    const stored: { turn: number; directory: string }[] = [];
    const TURNS = 60;
    for (let turn = 0; turn < TURNS; turn++) {
      const moment = moments.find((one) => one.turn === turn);
      if (moment) {
        expect(pipeline.owed).toBe(moment.owed);
        const directory = join(folder, `${turn}`);
        await run.checkpoint(directory);
        stored.push({ turn, directory });
      }
      iterate(pipeline);
    }
    const whole = finish(run, pipeline, 0);
    run.dispose();
    expect(stored).toHaveLength(moments.length);
    for (const { turn, directory } of stored) {
      const resumed = await resumeRun(slots as never, directory);
      expect(finish(resumed.run, await resumed.run.open(), TURNS - turn)).toEqual(whole);
      resumed.run.dispose();
    }
  });

  it('stores what it normalises by in the policy', async () => {
    const run = composeUnchecked(smallOnPolicy('box'), { seed: 3 });
    const pipeline = await run.open();
    while (pipeline.progress.rollouts < 2) iterate(pipeline);
    await run.save(folder);
    const observation = [0.6, -0.8, 3];
    const policy = await loadPolicy(folder);
    const acted = policy.act(Float32Array.from(observation));
    const { 'normaliser/observation/mean': mean } = parametersOf(pipeline, 'normaliser/');
    expect(mean.some((value) => value !== 0)).toBe(true);
    // The same network without statistics acts differently.
    for (const { name, data } of pipeline.parameters.allViews())
      if (name === 'normaliser/observation/mean') data.fill(0);
    const other = join(folder, 'other');
    await run.save(other);
    expect((await loadPolicy(other)).act(Float32Array.from(observation))).not.toEqual(acted);
    run.dispose();
  });
});

describe('what learning from the latest roll-out refuses', () => {
  const compose = (changes: SlotMap, environments = 2) =>
    composeUnchecked({ ...smallOnPolicy('box'), ...changes }, { seed: 1, environments });

  it('is a warm-up by others than the policy', () => {
    expect(() => compose({ behaviour: samplePosterior() })).toThrow(
      expect.objectContaining({ code: 'VEM_WARM_UP_REFUSED' }),
    );
  });

  it('is a replay of what others did', () => {
    expect(() => compose({ data: replay() })).toThrow(expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING' }));
  });

  it('is a minibatch that leaves rows over', async () => {
    const run = compose({}, 3);
    await expect(run.open()).resolves.toBeDefined();
    run.dispose();
    const uneven = composeUnchecked(smallOnPolicy('box', { batchSize: 10 }), { seed: 1, environments: 2 });
    await expect(uneven.open()).rejects.toThrow(expect.objectContaining({ code: 'VEM_ROLLOUT_MINIBATCH' }));
  });
});
