import { type EpisodeSummary, Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { multiGoal } from './multiGoal.js';

function stepFrom(state: readonly number[], action: readonly number[], options = {}) {
  const environment = multiGoal(options).create(1, new Streams(1).stream('x'));
  environment.reset();
  environment.restore({
    arrays: { state: Float64Array.from(state), elapsed: Int32Array.of(0), running: Uint8Array.of(1) },
    stream: [1, 2, 3, 4],
  });
  const step = environment.step(Float32Array.from(action));
  return { reward: step.reward_N[0], terminated: step.terminated_N[0], position: [...step.nextObservation_NO] };
}

describe('MultiGoal', () => {
  it('costs the action and the squared distance to the nearest goal', () => {
    expect(stepFrom([1, 0], [0.5, -0.5])).toEqual({
      reward: -(30 * 0.5 + (3.5 ** 2 + 0.5 ** 2)),
      terminated: 0,
      position: [1.5, -0.5],
    });
  });

  it('ends, and pays 10, closer than 1 to a goal', () => {
    expect(stepFrom([0, -3.5], [0, -1])).toEqual({ reward: 10 - (30 + 0.25), terminated: 1, position: [0, -4.5] });
    expect(stepFrom([0, 3], [0, 1]).terminated).toBe(0);
  });

  it('stays in its square', () => {
    expect(stepFrom([6.5, -6.5], [1, -1]).position).toEqual([7, -7]);
  });

  it('takes its constants from options', () => {
    const options = { goalReward: 3, actionCost: 2, distanceCost: 4 };
    expect(stepFrom([3.5, 0], [1, 0], options).reward).toBe(3 - (2 + 4 * 0.25));
  });

  it('starts at the origin with normal noise, and may add noise to each step', () => {
    const copies = 10_000;
    const variance = (values: Float32Array) => values.reduce((sum, x) => sum + x * x, 0) / values.length;
    const error = 4 * Math.sqrt(2 / (2 * copies));
    const start = multiGoal().create(copies, new Streams(2).stream('x')).reset();
    expect(Math.abs(variance(start) / 0.01 - 1)).toBeLessThan(error);
    const noisy = multiGoal({ startNoise: 0, stepNoise: 0.2 }).create(copies, new Streams(2).stream('x'));
    expect(noisy.reset().every((x) => x === 0)).toBe(true);
    const step = noisy.step(new Float32Array(2 * copies));
    expect(Math.abs(variance(step.nextObservation_NO) / 0.04 - 1)).toBeLessThan(error);
  });

  describe('is solved', () => {
    const solved = multiGoal().spec.solved!;
    const places = { east: [4.5, 0.2], west: [-4.5, 0], north: [0, 5.5], south: [0.3, -5], nowhere: [1, 1] };
    type Counts = Partial<Record<keyof typeof places, number>>;
    const rollOuts = (counts: Counts): EpisodeSummary[] =>
      (Object.keys(places) as (keyof typeof places)[]).flatMap((place) =>
        Array.from({ length: counts[place] ?? 0 }, () => ({
          return: 0,
          length: 10,
          terminated: place !== 'nowhere',
          finalObservation: Float32Array.from(places[place]),
        })),
      );
    const passed = (counts: Counts) => solved.passed(solved.value(rollOuts(counts)));

    it('by 200 sampled roll-outs', () => {
      expect(solved).toMatchObject({ episodes: 200, behaviour: 'sample' });
    });

    it('if 90 % arrive and each goal gets 10 %', () => {
      expect(passed({ east: 120, west: 20, north: 20, south: 20, nowhere: 20 })).toBe(true);
      expect(passed({ east: 50, west: 50, north: 50, south: 50 })).toBe(true);
    });

    it('not if 11 % get lost, or one goal is missed', () => {
      expect(passed({ east: 100, west: 26, north: 26, south: 26, nowhere: 22 })).toBe(false);
      expect(passed({ east: 121, west: 40, north: 20, south: 19 })).toBe(false);
      expect(passed({ east: 200 })).toBe(false);
    });
  });
});
