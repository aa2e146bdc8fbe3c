import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  box,
  compose,
  defineEnvironment,
  type EnvironmentFactory,
  environmentPlugin,
  evaluatePolicy,
  loadPolicy,
  observationSpace,
} from '@vem/framework';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { options, tinySac } from '../support/tinySac.js';

let loaded = false;
beforeEach(() => {
  loaded = false;
});

/** Copies cannot be made before what it needs is there. */
const heavy = environmentPlugin(
  defineEnvironment({
    id: 'Heavy',
    description: 'needs something loaded',
    source: 'test',
    config: z.strictObject({}),
    observation: observationSpace({ place: 1 }),
    action: box({ low: [-1], high: [1] }),
    timeLimit: 5,
    async prepare() {
      await new Promise<void>((resolve) => setImmediate(resolve));
      loaded = true;
    },
    create() {
      if (!loaded) throw new Error('made before it was loaded');
      return {
        stateSize: 1,
        reset() {},
        step(state, action, outcome) {
          state[0] += action[0];
          outcome.reward = -(state[0] ** 2);
        },
        observe(state, observation) {
          observation[0] = state[0];
        },
      };
    },
  }),
);

it('is awaited by training, by evaluation, by saving and by evaluating a stored policy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vem-prepare-'));
  const run = () => compose({ ...tinySac(), environment: heavy() }, options);
  const runs = [run(), run(), run()];
  expect(loaded).toBe(false);
  try {
    for await (const { envSteps } of runs[0].train({ envSteps: 3 })) expect(envSteps).toBe(3);
    loaded = false;
    expect((await runs[1].evaluate({ episodes: 1 })).lengths).toEqual([5]);
    loaded = false;
    await runs[2].save(join(folder, 'policy'));
    loaded = false;
    const policy = await loadPolicy(join(folder, 'policy'));
    const factory = heavy().create() as EnvironmentFactory;
    expect((await evaluatePolicy(policy, factory, { episodes: 1 })).lengths).toEqual([5]);
    policy.dispose();
  } finally {
    for (const one of runs) one.dispose();
    rmSync(folder, { recursive: true });
  }
});
