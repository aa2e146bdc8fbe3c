import { type EnvironmentFactory, noPoses, Streams } from '@vem/framework';
import { expect, it } from 'vitest';
import { environmentPlugins } from '../index.js';

const tasks = environmentPlugins
  .map((plugin) => plugin.bind({}).create() as EnvironmentFactory)
  .filter((factory) => factory.prepare !== undefined);

it('there are ten tasks to draw', () => expect(tasks).toHaveLength(10));

it.each(tasks)('$spec.id is drawn where it is, and goes on as if it had not been', async (factory) => {
  await factory.prepare?.();
  const [drawn, plain] = [0, 1].map(() => factory.create(1, new Streams(1).stream('environment')));
  const geoms = drawn.scene?.geoms.length ?? 0;
  expect(geoms).toBeGreaterThan(2);
  const [first, later] = [noPoses(geoms), noPoses(geoms)];
  const dimension = factory.spec.action.kind === 'box' ? factory.spec.action.dimension : 0;
  drawn.reset();
  plain.reset();
  drawn.pose?.(0, first);
  for (let t = 0; t < 20; t++) {
    const action = Float32Array.from({ length: dimension }, (_, i) => Math.sin(t + i));
    const expected = plain.step(action);
    expect([...drawn.step(action).observation_NO]).toEqual([...expected.observation_NO]);
    drawn.pose?.(0, later);
  }
  expect(later.position_G3.every(Number.isFinite)).toBe(true);
  expect(later.position_G3).not.toEqual(first.position_G3);
  drawn.dispose();
  plain.dispose();
});
