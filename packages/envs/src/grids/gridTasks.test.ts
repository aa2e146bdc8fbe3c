import { type EnvironmentFactory, Streams, taskPlaceOf } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { corridorTasks, twoRoomTasks } from './index.js';

const started = (factory: EnvironmentFactory, count = 1) => {
  const environment = factory.create(count, new Streams(3).stream('environment'));
  return { environment, observation: environment.reset().slice() };
};

const [UP, RIGHT, , LEFT] = [0, 1, 2, 3];

describe('grids with tasks', () => {
  it('end at the goal of their own task only', () => {
    const factory = corridorTasks({
      length: 5,
      goals: [
        [0, 0],
        [4, 0],
      ],
      timeLimit: null,
    });
    const { environment, observation } = started(factory);
    const taskOf = (of: Float32Array) => of.indexOf(1, 5) - 5;
    const ended = new Set<number>();
    let current = observation;
    for (let t = 0; t < 200; t++) {
      const [task, cell] = [taskOf(current), current.indexOf(1)];
      // Away from the goal first: through the other task's goal, which is a cell like any other.
      const towards = t % 20 < 10 ? (task === 0 ? RIGHT : LEFT) : task === 0 ? LEFT : RIGHT;
      const step = environment.step(Int32Array.of(towards));
      const next = step.nextObservation_NO;
      const arrived = next.indexOf(1);
      expect(taskOf(next)).toBe(task);
      expect(step.terminated_N[0]).toBe(Number(arrived === (task === 0 ? 0 : 4)));
      expect(step.reward_N[0]).toBeCloseTo(step.terminated_N[0] ? 0.9 : -0.1, 9);
      expect(Math.abs(arrived - cell)).toBeLessThanOrEqual(1);
      if (step.terminated_N[0]) ended.add(task);
      current = step.observation_NO.slice();
    }
    expect(ended.size).toBe(2);
  });

  it('start with tasks that are all as likely, in every cell but the goal', () => {
    const { observation } = started(twoRoomTasks(), 4000);
    const tasks = [0, 0, 0, 0];
    const cells = new Set<number>();
    for (let n = 0; n < 4000; n++) {
      const own = observation.subarray(n * 74, (n + 1) * 74);
      tasks[own.indexOf(1, 70) - 70]++;
      cells.add(own.indexOf(1));
      expect(own.reduce((a, b) => a + b)).toBe(2);
    }
    // 4 standard deviations.
    for (const count of tasks) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(750));
    expect(cells.size).toBe(54);
  });

  it('show the action before where that is asked for', () => {
    const factory = twoRoomTasks({ previous: true });
    expect(factory.spec.observation).toMatchObject({ size: 79, goal: { part: 'task', kind: 'tasks' } });
    expect(taskPlaceOf(factory.spec.observation)).toEqual({ begin: 70, size: 4 });
    const { environment, observation } = started(factory);
    expect([...observation.subarray(74)]).toEqual([1, 0, 0, 0, 0]);
    expect([...environment.step(Int32Array.of(LEFT)).nextObservation_NO.subarray(74)]).toEqual([0, 0, 0, 0, 1]);
    expect([...environment.step(Int32Array.of(UP)).nextObservation_NO.subarray(74)]).toEqual([0, 1, 0, 0, 0]);
  });

  it('refuse goals in walls and outside', () => {
    expect(() => twoRoomTasks({ goals: [[6, 0]] })).toThrow(/expected free cells/);
    expect(() => corridorTasks({ length: 5 })).toThrow(/columns 0 … length − 1/);
  });
});
