import * as envs from '@vem/envs';
import { type EnvironmentFactory, Streams } from '@vem/framework';
import { expect, it } from 'vitest';
import { measureMemory } from '../support/memory.js';

const STEPS = 10_000;
const MEBIBYTE = 2 ** 20;
const tasks = envs.mujocoModels.map(({ id }) => envs.environmentPlugins.find(({ pluginName }) => pluginName === id)!);

// An observation or reward that is not finite is an error of `step`.
it.each(tasks.map((plugin) => [plugin.pluginName, plugin] as const))(
  '%s takes ten thousand random steps in flat memory',
  async (_name, plugin) => {
    const factory = plugin.bind({}).create() as EnvironmentFactory;
    await factory.prepare?.();
    const streams = new Streams(5);
    const environment = factory.create(1, streams.stream('environment'));
    environment.reset();
    const space = factory.spec.action;
    if (space.kind !== 'box') throw new Error('MuJoCo tasks have box actions');
    const action = new Float32Array(space.dimension);
    const actions = streams.stream('actions');
    let ended = 0;
    const play = (steps: number) => {
      for (let step = 0; step < steps; step++) {
        for (let i = 0; i < action.length; i++) action[i] = space.high[i] * (2 * actions.uniform() - 1);
        const { terminated_N, truncated_N } = environment.step(action);
        ended += terminated_N[0] + truncated_N[0];
      }
    };
    play(1000);
    const before = await measureMemory();
    play(STEPS);
    const after = await measureMemory();
    expect(ended).toBeGreaterThan(0);
    expect(after.heap - before.heap).toBeLessThan(MEBIBYTE);
    expect(after.buffers - before.buffers).toBeLessThan(MEBIBYTE);
    expect(after.resident - before.resident).toBeLessThan(16 * MEBIBYTE);
    environment.dispose();
  },
);
