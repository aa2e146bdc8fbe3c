import { cartPole, cliff } from '@vem/envs';
import { composeUnchecked, type EnvironmentFactory, type SlotMap } from '@vem/framework';
import { messagePassing, sac } from '@vem/presets';
import { expect, it } from 'vitest';
import { statePictures } from '../report/states.js';
import { stateFile } from '../store/stateFile.js';
import { statesOf } from './states.js';

async function seen(slots: SlotMap, environment: EnvironmentFactory) {
  const run = composeUnchecked(slots, { seed: 1 });
  try {
    for await (const _report of run.train({ envSteps: 0 }));
    return await statesOf({ name: 'a run', run, environment, acting: 'posterior', discount: 1, rewardScale: 1 });
  } finally {
    run.dispose();
  }
}

it('shows values, policies and messages of a grid, as they are stored', async () => {
  const bound = cliff({ timeLimit: 12 });
  const states = await seen({ ...messagePassing(), environment: bound }, bound.create() as EnvironmentFactory);
  expect(stateFile.parse(JSON.parse(JSON.stringify(states)))).toEqual(states);
  const { cells, columns, pictures, directions } = states!;
  expect([columns, cells.length, cells.filter((cell) => cell === 'cliff').length]).toEqual([12, 48, 10]);
  expect(directions).toHaveLength(4);
  expect(pictures.map(({ title }) => title)).toEqual([
    'The policy when an episode starts',
    'The exact posterior',
    ...[0, 3, 6].flatMap((step) => [`Backward message at step ${step}`, `Forward message at step ${step}`]),
  ]);
  // Where an episode starts, and what is left of it three steps later.
  const [first, later] = [pictures[3].value, pictures[5].value].map((value) => value.filter((mass) => mass > 0));
  expect(first).toEqual([1]);
  expect(later.length).toBeGreaterThan(3);
  expect(later.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 9);
  const [{ markup }] = statePictures(states);
  expect(markup.match(/<figure>/g)).toHaveLength(pictures.length);
});

it('has nothing to show where states are not known, or do not lie in a plane', async () => {
  const bound = cartPole();
  expect(await seen({ ...sac(), environment: bound }, bound.create() as EnvironmentFactory)).toBeUndefined();
  expect(statePictures(undefined)).toEqual([]);
});
