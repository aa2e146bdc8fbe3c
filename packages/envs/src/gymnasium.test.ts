import { readFileSync } from 'node:fs';
import { Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { acrobot } from './acrobot.js';
import { cartPole } from './cartPole.js';
import { mountainCarContinuous } from './mountainCarContinuous.js';
import { pendulum } from './pendulum.js';

/** Written by fixtures/generate.py from the real environments; numbers are rounded to 10 digits. */
interface Recording {
  readonly environment: string;
  readonly steps: number;
  readonly segments: readonly Segment[];
}

interface Segment {
  /** Where Gymnasium started this segment, in double precision. */
  readonly state: readonly number[];
  /** Steps of the episode before this segment. */
  readonly elapsed: number;
  readonly observation: readonly number[];
  readonly action: readonly number[];
  readonly reward: readonly number[];
  /** [T × O] */
  readonly next: readonly number[];
  /** Whether its last step ended the episode, and how. */
  readonly terminated: boolean;
  readonly truncated: boolean;
}

const TOLERANCE = 1e-6;

function load(id: string): Recording {
  return JSON.parse(readFileSync(new URL(`../fixtures/${id}.json`, import.meta.url), 'utf8'));
}

/** Largest difference of two lists of equal length. */
function distance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  return Array.from(one).reduce((largest, value, i) => Math.max(largest, Math.abs(value - other[i])), 0);
}

describe.each([pendulum, cartPole, mountainCarContinuous, acrobot])('$id', (definition) => {
  const recording = load(definition.id);
  const environment = definition
    .create({ ...definition.config.parse({}) } as never)
    .create(1, new Streams(1).stream('x'));
  const size = environment.spec.observation.size;
  const observation = environment.reset();

  const start = ({ state, elapsed }: Segment) =>
    environment.restore({
      arrays: { state: Float64Array.from(state), elapsed: Int32Array.of(elapsed), running: Uint8Array.of(1) },
      stream: [1, 2, 3, 4],
    });

  it('has a recording of at least 1000 steps with every kind of ending', () => {
    expect(recording.environment).toBe(definition.id);
    expect(recording.segments.reduce((sum, segment) => sum + segment.reward.length, 0)).toBe(recording.steps);
    expect(recording.steps).toBeGreaterThanOrEqual(1000);
    expect(recording.segments.some((segment) => segment.truncated)).toBe(true);
    expect(recording.segments.some((segment) => segment.terminated)).toBe(definition.id !== 'Pendulum-v1');
  });

  it(`equals Gymnasium step for step within ${TOLERANCE}`, () => {
    for (const segment of recording.segments) {
      start(segment);
      expect(distance(observation, segment.observation)).toBeLessThan(TOLERANCE);
      const steps = segment.reward.length;
      const [actions, rewards, next]: number[][] = [[], [], []];
      for (let t = 0; t < steps; t++) {
        const step = environment.step(Float32Array.of(segment.action[t]));
        actions.push(segment.action[t]);
        rewards.push(step.reward_N[0]);
        next.push(...step.nextObservation_NO);
        const last = t === steps - 1;
        expect([step.terminated_N[0] === 1, step.truncated_N[0] === 1]).toEqual([
          last && segment.terminated,
          last && segment.truncated,
        ]);
      }
      expect(actions).toHaveLength(segment.action.length);
      expect(next).toHaveLength(steps * size);
      expect(distance(rewards, segment.reward)).toBeLessThan(TOLERANCE);
      expect(distance(next, segment.next)).toBeLessThan(TOLERANCE);
    }
  });
});

describe('the limits and criteria that Gymnasium registers', () => {
  it.each([
    { definition: pendulum, limit: 200, threshold: undefined },
    { definition: cartPole, limit: 500, threshold: 475 },
    { definition: mountainCarContinuous, limit: 999, threshold: 90 },
    { definition: acrobot, limit: 500, threshold: -100 },
  ])('$definition.id: $limit steps, threshold $threshold', ({ definition, limit, threshold }) => {
    const { timeLimit, solved } = definition().spec;
    expect(timeLimit).toBe(limit);
    expect(solved === undefined).toBe(threshold === undefined);
    if (solved === undefined || threshold === undefined) return;
    expect(solved).toMatchObject({ episodes: 100, behaviour: 'mode' });
    expect([solved.passed(threshold), solved.passed(threshold - 0.01)]).toEqual([true, false]);
  });
});

describe('options of the Gymnasium environments', () => {
  const first = (definition: typeof pendulum | typeof cartPole, options: object, state: number[], action: number) => {
    const environment = (definition as (options: object) => ReturnType<typeof pendulum>)(options).create(
      1,
      new Streams(1).stream('x'),
    );
    environment.reset();
    environment.restore({
      arrays: { state: Float64Array.from(state), elapsed: Int32Array.of(0), running: Uint8Array.of(1) },
      stream: [1, 2, 3, 4],
    });
    return environment.step(Float32Array.of(action));
  };

  it('pendulum: without gravity only the torque accelerates', () => {
    const { nextObservation_NO } = first(pendulum, { gravity: 0 }, [1, 0], 2);
    expect(nextObservation_NO[2]).toBeCloseTo(3 * 2 * 0.05, 6);
  });

  it('cart-pole: Sutton and Barto pay 0 per step and −1 for the fall', () => {
    expect(first(cartPole, { suttonBartoReward: true }, [0, 0, 0, 0], 1).reward_N[0]).toBe(0);
    expect(first(cartPole, { suttonBartoReward: true }, [0, 0, 0.2, 1], 1).reward_N[0]).toBe(-1);
    expect(first(cartPole, {}, [0, 0, 0.2, 1], 1).reward_N[0]).toBe(1);
    expect(cartPole({ suttonBartoReward: true }).spec.solved).toBeUndefined();
  });

  it('mountain car: a goal velocity that the car does not have keeps the episode going', () => {
    const arrive = (goalVelocity: number) => {
      const environment = mountainCarContinuous({ goalVelocity }).create(1, new Streams(1).stream('x'));
      environment.reset();
      environment.restore({
        arrays: { state: Float64Array.of(0.44, 0.03), elapsed: Int32Array.of(0), running: Uint8Array.of(1) },
        stream: [1, 2, 3, 4],
      });
      return environment.step(Float32Array.of(0)).terminated_N[0];
    };
    expect([arrive(0), arrive(0.05)]).toEqual([1, 0]);
  });
});
