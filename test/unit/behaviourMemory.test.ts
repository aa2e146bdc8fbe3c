import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {
  box,
  composeUnchecked,
  defineEnvironment,
  definePlugin,
  environmentPlugin,
  loadPolicy,
  observationSpace,
} from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { adam, offPolicy, replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** Episodes of three steps; the reward is the action. */
const echo = environmentPlugin(
  defineEnvironment({
    id: 'Echo',
    description: 'Three steps, rewarded by the action',
    source: 'test',
    config: z.strictObject({}),
    observation: observationSpace({ one: 1 }),
    action: box({ low: [-1], high: [1] }),
    timeLimit: 3,
    create: () => ({
      stateSize: 1,
      reset() {},
      step(_state, action, outcome) {
        outcome.reward = action[0];
      },
      observe(_state, observation) {
        observation[0] = 1;
      },
    }),
  }),
);

/** Acts by how many steps of the episode it remembers, in quarters. */
const counting = definePlugin({
  slot: 'behaviour',
  name: 'counting',
  description: 'Counts the steps of an episode',
  config: z.strictObject({}),
  inject: [],
  create: () => ({
    columns: [],
    memory: [{ name: 'steps', size: 1 }],
    evaluation: 'mode',
    program: () => {
      const count = (_observation_NO: tf.Tensor, memory: Readonly<Record<string, tf.Tensor>>) => ({
        action_NA: tf.mul(memory.steps, 0.25),
        memory: { steps: tf.add(memory.steps, 1) },
      });
      return {
        act: (observation_NO, memory) => ({ ...count(observation_NO, memory), record: {} }),
        evaluate: (observation_NO, _manner, memory) => count(observation_NO, memory),
      };
    },
  }),
});

const idle = <S extends 'prior' | 'posterior' | 'likelihood' | 'bootstrap' | 'returns' | 'valueEstimator'>(
  slot: S,
  program: object,
) =>
  definePlugin({
    slot,
    name: 'idle',
    description: '',
    config: z.strictObject({}),
    inject: [],
    create: () => ({ program: () => program }) as never,
  });

const slots = {
  environment: echo(),
  prior: idle('prior', {})(),
  posterior: idle('posterior', {})(),
  likelihood: idle('likelihood', {})(),
  bootstrap: idle('bootstrap', {})(),
  returns: idle('returns', {})(),
  valueEstimator: idle('valueEstimator', { loss: () => ({ losses: [] }) })(),
  temperature: fixedTemperature(),
  behaviour: counting(),
  data: replay({ startAfter: 1_000_000 }),
  optimiser: adam(),
  schedule: offPolicy({ steps: [['temperature']] }),
};

describe('the memory of a behaviour', () => {
  it('lasts for an episode: while training, in evaluations and in stored policies', async () => {
    const run = composeUnchecked(slots, { seed: 1, environments: 2 });
    const returns: (number | undefined)[] = [];
    for await (const report of run.train({ envSteps: 12, reportEvery: 6 })) returns.push(report.episodeReturn);
    // 0 + ¼ + ½ in each episode of three steps.
    expect(returns).toEqual([0.75, 0.75]);
    const evaluation = await run.evaluate({ episodes: 2 });
    expect(evaluation.returns).toEqual([0.75, 0.75]);

    const folder = mkdtempSync(join(tmpdir(), 'vem-memory-'));
    try {
      await run.save(join(folder, 'policy'));
      const policy = await loadPolicy(join(folder, 'policy'));
      expect([policy.act([1])[0], policy.act([1])[0]]).toEqual([0, 0.25]);
      policy.startEpisode();
      expect(policy.act([1])[0]).toBe(0);
      policy.dispose();
    } finally {
      rmSync(folder, { recursive: true });
      run.dispose();
    }
  });
});
