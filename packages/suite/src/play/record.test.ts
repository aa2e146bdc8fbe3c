import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cartPole, lqr, pendulum } from '@vem/envs';
import { type BoundSlot, composeUnchecked, type EnvironmentFactory, evaluatePolicy, loadPolicy } from '@vem/framework';
import { sac } from '@vem/presets';
import { expect, it } from 'vitest';
import { recordEpisodes } from './record.js';

/** An untrained policy as it is stored. */
async function storedPolicy(environment: BoundSlot) {
  const folder = mkdtempSync(join(tmpdir(), 'vem-record-'));
  const run = composeUnchecked({ ...sac(), environment }, { seed: 3 });
  try {
    await run.save(join(folder, 'policy'));
    return await loadPolicy(join(folder, 'policy'));
  } finally {
    run.dispose();
    rmSync(folder, { recursive: true });
  }
}

const options = { episodes: 3, seed: 7, stochastic: false, maxSteps: 1000 };

it('shows the episodes that an evaluation of the same seed plays', async () => {
  for (const environment of [pendulum(), cartPole()]) {
    const policy = await storedPolicy(environment);
    const factory = environment.create() as EnvironmentFactory;
    for (const stochastic of [false, true]) {
      const recording = recordEpisodes(policy, factory, { ...options, stochastic });
      const evaluation = await evaluatePolicy(policy, factory, { episodes: 3, seed: 7, stochastic });
      expect(recording.episodes.map((episode) => episode.length)).toEqual(evaluation.lengths);
      recording.episodes.forEach((episode, i) => {
        expect(episode.return).toBeCloseTo(evaluation.returns[i], 6);
      });
    }
    policy.dispose();
  }
});

it('keeps what is before each step: poses, observations, actions, rewards', async () => {
  const policy = await storedPolicy(pendulum());
  const factory = pendulum().create() as EnvironmentFactory;
  const { episodes, scene, parts, actions, timeStep } = recordEpisodes(policy, factory, { ...options, maxSteps: 50 });
  expect(timeStep).toBe(0.05);
  expect(parts.map(({ name, size, of }) => [name, size, of])).toEqual([
    ['cosine', 1, 1],
    ['sine', 1, 1],
    ['velocity', 1, 1],
  ]);
  expect(actions).toEqual({ name: 'action', size: 1, of: 1 });
  for (const episode of episodes) {
    expect([episode.length, episode.ending]).toEqual([50, 'cut short']);
    expect(episode.observation).toHaveLength(150);
    expect([episode.action.length, episode.reward.length]).toEqual([50, 50]);
    expect([...episode.moving, ...episode.still.indices].sort()).toEqual(scene?.geoms.map((_, geom) => geom));
    // The rod's centre is half a length from the hub, in the direction that the observation tells.
    for (let t = 0; t < 50; t++) {
      expect(episode.poses[7 * t]).toBeCloseTo(-0.5 * episode.observation[3 * t + 1], 5);
      expect(episode.poses[7 * t + 2]).toBeCloseTo(0.5 * episode.observation[3 * t], 5);
    }
  }
  policy.dispose();
});

it('has no scene where the environment has none', async () => {
  const policy = await storedPolicy(lqr());
  const { scene, episodes } = recordEpisodes(policy, lqr().create() as EnvironmentFactory, options);
  expect(scene).toBeUndefined();
  expect(episodes[0]).toMatchObject({ moving: [], still: { indices: [], poses: [] } });
  policy.dispose();
});
