import { Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { pointMass } from './pointMass.js';

/** One step from a state [position, goal, velocity]. */
function stepFrom(state: readonly number[], action: readonly number[]) {
  const environment = pointMass().create(1, new Streams(1).stream('x'));
  environment.reset();
  environment.restore({
    arrays: { state: Float64Array.from(state), elapsed: Int32Array.of(0), running: Uint8Array.of(1) },
    stream: [1, 2, 3, 4],
  });
  const step = environment.step(Float32Array.from(action));
  return { reward: step.reward_N[0], observation: [...step.nextObservation_NO] };
}

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));

describe('PointMass2D', () => {
  it('moves by its equations', () => {
    // p: 1 + 2 · .03 + ½ · 4 · .0009 = 1.0618; −1 − .03 + ½ · (−5) · .0009 = −1.03225. v: 2 + 4 · .15 and −1 − .75.
    const { reward, observation } = stepFrom([1, -1, 4, 3, 2, -1], [4, -5]);
    expect(observation).toEqual(closeTo([1.0618, -1.03225, 4, 3, 2.6, -1.75]));
    expect(reward).toBeCloseTo(-((4 - 1.0618) ** 2 + (3 + 1.03225) ** 2) / 400, 10);
  });

  it('limits the speed as a norm and keeps its direction', () => {
    const { observation } = stepFrom([0, 0, 0, 0, 3, 4], [3, 4]);
    expect(observation.slice(4)).toEqual(closeTo([3, 4]));
  });

  it('limits the position along each axis and keeps the velocity', () => {
    const { observation } = stepFrom([19.99, 0, 0, 0, 4, 1], [0, 0]);
    expect(observation).toEqual(closeTo([20, 0.03, 0, 0, 4, 1]));
  });

  it('limits the force along each axis', () => {
    expect(stepFrom([0, 0, 0, 0, 0, 0], [50, -50])).toEqual(stepFrom([0, 0, 0, 0, 0, 0], [5, -5]));
  });

  it('starts at rest, position and goal uniform on [−5, 5]²', () => {
    const copies = 20_000;
    const observation = pointMass().create(copies, new Streams(3).stream('x')).reset();
    const column = (i: number) => Array.from({ length: copies }, (_, n) => observation[6 * n + i]);
    for (let i = 0; i < 4; i++) {
      const values = column(i);
      const mean = values.reduce((sum, x) => sum + x, 0) / copies;
      const square = values.reduce((sum, x) => sum + x * x, 0) / copies;
      // U(−5, 5): variance 25/3; variance of the square 125 − (25/3)².
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(25 / 3 / copies));
      expect(Math.abs(square - 25 / 3)).toBeLessThan(4 * Math.sqrt((125 - (25 / 3) ** 2) / copies));
    }
    expect([...column(4), ...column(5)].every((x) => x === 0)).toBe(true);
  });

  it('is solved by a mean final distance of at most 1, which a damped pull reaches and idling does not', () => {
    const judge = (force: (offset: number, velocity: number) => number) => {
      const copies = 100;
      const environment = pointMass().create(copies, new Streams(5).stream('x'));
      const observation = environment.reset();
      const action = new Float32Array(2 * copies);
      for (let t = 0; t < 100; t++) {
        for (let n = 0; n < copies; n++) {
          for (let axis = 0; axis < 2; axis++) {
            const at = (part: number) => observation[6 * n + 2 * part + axis];
            action[2 * n + axis] = force(at(1) - at(0), at(2));
          }
        }
        const step = environment.step(action);
        if (t < 99) continue;
        expect(step.truncated_N.every((flag) => flag === 1)).toBe(true);
        const episodes = Array.from({ length: copies }, (_, n) => ({
          return: 0,
          length: 100,
          terminated: false,
          finalObservation: step.nextObservation_NO.slice(6 * n, 6 * n + 6),
        }));
        return environment.spec.solved!.value(episodes);
      }
      throw new Error('unreachable');
    };
    const { solved } = pointMass().spec;
    expect(solved).toMatchObject({ episodes: 100, behaviour: 'mode' });
    expect(solved!.passed(judge((offset, velocity) => 4 * offset - 2 * velocity))).toBe(true);
    // Start and goal independent and uniform: the mean distance of a 10 × 10 square is 5.21.
    const idle = judge(() => 0);
    expect(solved!.passed(idle)).toBe(false);
    expect(Math.abs(idle - 5.214)).toBeLessThan(4 * (2.48 / 10));
  });
});
