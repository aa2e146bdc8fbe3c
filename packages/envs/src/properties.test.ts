import { type EnvironmentFactory, Streams, storedActionWidth } from '@vem/framework';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitions as environments } from './definitions.js';

/** Bounds that hold whatever is done, by environment: of each observation entry's size, and of the reward. */
const BOUNDS: Record<string, { observation: readonly number[]; reward: readonly [number, number] }> = {
  'Pendulum-v1': { observation: [1, 1, 8], reward: [-(Math.PI ** 2 + 6.4 + 0.004) - 1e-6, 0] },
  'PendulumNoVel-v1': { observation: [1, 1], reward: [-(Math.PI ** 2 + 6.4 + 0.004) - 1e-6, 0] },
  // One step beyond the limits of place and angle; a constant push over that range reaches speeds below 10.
  'CartPole-v1': { observation: [4.8, 10, 0.42, 10], reward: [1, 1] },
  'MountainCarContinuous-v0': { observation: [1.2 + 1e-6, 0.07 + 1e-8], reward: [-0.1, 100] },
  'Acrobot-v1': { observation: [1, 1, 1, 1, 4 * Math.PI + 1e-5, 9 * Math.PI + 1e-5], reward: [-1, 0] },
  PointMass2D: { observation: [20, 20, 5, 5, 5 + 1e-5, 5 + 1e-5], reward: [-(25 ** 2 + 25 ** 2) / 400, 0] },
  MultiGoal: { observation: [7, 7], reward: [-60 - 53, 10] },
  QuadraticBandit: { observation: [1], reward: [-9, 0] },
  DiscreteBandit: { observation: [1], reward: [1, 3] },
  TaskBandit: { observation: [1, 1, 1], reward: [0, 1] },
  Chain: { observation: [1, 1, 1], reward: [-0.1, 1] },
  RiskyBet: { observation: [1], reward: [-2, 10] },
  Cliff: { observation: Array(48).fill(1), reward: [-100, -1] },
  WindyGrid: { observation: Array(70).fill(1), reward: [-1, -1] },
  TwoRooms: { observation: Array(70).fill(1), reward: [-0.1, 0.9] },
  Corridor: { observation: Array(20).fill(1), reward: [-0.1, 0.9] },
  TwoRoomTasks: { observation: Array(74).fill(1), reward: [-0.1, 0.9] },
  CorridorTasks: { observation: Array(13).fill(1), reward: [-0.1, 0.9] },
  OpenGrid: { observation: Array(100).fill(1), reward: [-0.1, 0.9] },
  // 50 steps of at most 4 from a start within ±8 deviations, plus noise.
  LQR: { observation: [8 + 50 * 4.5], reward: [-0.5 * (233 ** 2 + 0.1 * 16), 0] },
};

/** Random actions, some beyond the bounds; half the copies keep pushing in one direction, which goes furthest. */
function randomActions(factory: EnvironmentFactory, count: number, seed: number): () => Float32Array {
  const space = factory.spec.action;
  const stream = new Streams(seed).stream('actions');
  const action = new Float32Array(count * storedActionWidth(space));
  const pushes = Float32Array.from(action, () => stream.uniform());
  return () => {
    for (let i = 0; i < action.length; i++) {
      const share = i % 2 === 0 ? stream.uniform() : pushes[i];
      action[i] =
        space.kind === 'finite' ? Math.floor(share * space.count) : 3 * (2 * share - 1) * Math.max(...space.high);
    }
    return action;
  };
}

describe.each(environments.map((definition) => ({ id: definition.id, factory: definition() })))(
  '$id',
  ({ id, factory }) => {
    it('keeps rewards and observations finite and within its bounds under random actions', () => {
      const { observation, reward } = BOUNDS[id];
      expect(observation).toHaveLength(factory.spec.observation.size);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 5 }), (seed, count) => {
          const environment = factory.create(count, new Streams(seed).stream('environment'));
          const act = randomActions(factory, count, seed);
          const within = (values: Float32Array) =>
            values.every((value, i) => Math.abs(value) <= observation[i % observation.length]);
          expect(within(environment.reset())).toBe(true);
          for (let t = 0; t < 150; t++) {
            const step = environment.step(act());
            expect(within(step.nextObservation_NO) && within(step.observation_NO)).toBe(true);
            expect(step.reward_N.every((value) => value >= reward[0] && value <= reward[1])).toBe(true);
            expect(step.terminated_N.every((flag, n) => flag + step.truncated_N[n] <= 1)).toBe(true);
          }
        }),
        { numRuns: 25 },
      );
    });

    it('depends on the seed alone and continues bit for bit from a saved state', () => {
      const play = (environment: ReturnType<EnvironmentFactory['create']>, seed: number) => {
        const act = randomActions(factory, 3, seed);
        return Array.from({ length: 60 }, () => {
          const step = environment.step(act());
          return [step.reward_N, step.terminated_N, step.truncated_N, step.nextObservation_NO, step.observation_NO].map(
            (array) => [...array],
          );
        });
      };
      const make = (seed: number) => factory.create(3, new Streams(seed).stream('environment'));
      const environment = make(4);
      environment.reset();
      const beginning = play(environment, 1);
      const saved = environment.state();
      const continuation = play(environment, 2);

      const again = make(4);
      again.reset();
      expect(play(again, 1)).toEqual(beginning);

      const resumed = make(99);
      resumed.restore(structuredClone(saved));
      expect(play(resumed, 2)).toEqual(continuation);
    });
  },
);

describe('the catalogue', () => {
  it('has unique ids and says what each environment is', () => {
    expect(new Set(environments.map((definition) => definition.id)).size).toBe(environments.length);
    expect(Object.keys(BOUNDS).sort()).toEqual(environments.map((definition) => definition.id).sort());
    for (const { description, source, kind, config, id } of environments) {
      expect(description.length, id).toBeGreaterThan(10);
      expect(source.length, id).toBeGreaterThan(10);
      expect(['box', 'finite']).toContain(kind);
      for (const [name, option] of Object.entries(config.shape)) {
        expect((option as { description?: string }).description, `${id}.${name}`).toBeTruthy();
      }
    }
  });
});
