import { type EnvironmentFactory, Streams } from '@vem/framework';
import { expect, it, vi } from 'vitest';
import * as envs from '../index.js';

const attempts = vi.hoisted(() => ({ count: 0 }));
vi.mock('@mujoco/mujoco', () => {
  attempts.count++;
  throw new Error('no such package');
});

it('is not loaded by importing environments, making their factories, or running others', async () => {
  for (const plugin of envs.environmentPlugins) {
    const factory = plugin.bind({}).create() as EnvironmentFactory;
    expect(factory.spec.id).toBe(plugin.pluginName);
  }
  const pendulum = envs.pendulum.definition();
  expect(pendulum).not.toHaveProperty('prepare');
  pendulum.create(1, new Streams(1).stream('x')).reset();
  expect(attempts.count).toBe(0);
});

it('is asked for by name when it is missing', async () => {
  const factory = envs.halfCheetah.definition();
  expect(() => factory.create(1, new Streams(1).stream('x'))).toThrow(
    expect.objectContaining({ code: 'VEM_MUJOCO_NOT_LOADED', message: expect.stringContaining('HalfCheetah-v5') }),
  );
  await expect(factory.prepare?.()).rejects.toMatchObject({ code: 'VEM_MUJOCO_MISSING', slot: 'environment' });
  expect(attempts.count).toBe(1);
});
