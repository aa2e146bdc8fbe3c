import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { decoded, largestDifference, modelDifferences, type Recording, replay } from '../testing/mujocoParity.js';
import { mujocoDefinitions } from './index.js';
import { loadMujoco } from './loadMujoco.js';

const FIXTURES = new URL('../../../../test/fixtures/mujoco/', import.meta.url);
const MODEL_TOLERANCE = 1e-9;
const TRAJECTORY_TOLERANCE = 1e-6;

beforeAll(loadMujoco);

describe.each(mujocoDefinitions)('$id', (definition) => {
  const recording: Recording = JSON.parse(readFileSync(new URL(`${definition.id}.json`, FIXTURES), 'utf8'));

  it('was recorded with the pinned versions, a thousand steps each of strong and of weak actions', () => {
    expect(recording).toMatchObject({ environment: definition.id, gymnasium: '1.4.0', mujoco: '3.14.0' });
    const long = recording.trajectories.filter(({ steps }) => steps >= 1000);
    expect(long.some(({ amplitude }) => amplitude === 1)).toBe(true);
    expect(long.some(({ segment, steps }) => segment === steps)).toBe(true);
    expect(recording.trajectories.some(({ options }) => Object.keys(options).length > 1)).toBe(true);
  });

  it('has the spaces, the time limit and the threshold that Gymnasium registers', () => {
    const { observation, action, timeLimit, solved } = definition().spec;
    const { rewardThreshold, low, high, ...registered } = recording.spec;
    expect({ timeLimit, observationSize: observation.size }).toEqual(registered);
    expect(action.kind === 'box' && [action.low, action.high].map((bounds) => bounds.map(Math.fround))).toEqual([
      low,
      high,
    ]);
    expect(solved === undefined).toBe(rewardThreshold === null);
    if (solved === undefined || rewardThreshold === null) return;
    expect(solved).toMatchObject({ episodes: 100, behaviour: 'mode' });
    expect([solved.passed(rewardThreshold), solved.passed(rewardThreshold - 0.01)]).toEqual([true, false]);
  });

  it(`has the model of Gymnasium within ${MODEL_TOLERANCE}`, () => {
    expect(Object.keys(recording.model).length).toBeGreaterThan(100);
    expect(modelDifferences(definition, recording.model, MODEL_TOLERANCE)).toEqual([]);
  });

  it.each(recording.trajectories.map((trajectory, number) => ({ number, trajectory })))(
    `moves as Gymnasium does within ${TRAJECTORY_TOLERANCE}, trajectory $number`,
    ({ trajectory }) => {
      const { observations, rewards, terminationChanges } = replay(definition, trajectory);
      expect(terminationChanges).toEqual(trajectory.terminationChanges);
      expect(largestDifference(observations, decoded(trajectory.observations))).toBeLessThan(TRAJECTORY_TOLERANCE);
      expect(largestDifference(rewards, decoded(trajectory.rewards))).toBeLessThan(TRAJECTORY_TOLERANCE);
    },
  );
});

describe('recorded terminations', () => {
  const ends = (id: string) => {
    const recording: Recording = JSON.parse(readFileSync(new URL(`${id}.json`, FIXTURES), 'utf8'));
    return recording.trajectories.map(({ options, terminationChanges }) => ({
      allowed: options.terminate_when_unhealthy !== false,
      changes: terminationChanges.length,
    }));
  };

  it.each(['Hopper-v5', 'Walker2d-v5', 'Ant-v5', 'Humanoid-v5'])('%s: both with and without the rule', (id) => {
    const seen = ends(id);
    expect(seen.some(({ allowed, changes }) => allowed && changes > 0)).toBe(true);
    expect(seen.filter(({ allowed }) => !allowed).map(({ changes }) => changes)).toEqual([0]);
  });

  it.each(['InvertedPendulum-v5', 'InvertedDoublePendulum-v5'])('%s', (id) => {
    expect(ends(id)[0].changes).toBeGreaterThan(0);
  });
});
