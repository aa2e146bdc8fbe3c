import { type EnvironmentFactory, Streams } from '@vem/framework';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MujocoDynamics } from './dynamics.js';
import * as tasks from './index.js';
import { loadMujoco, mujoco } from './loadMujoco.js';
import { Simulation } from './simulation.js';

const RESETS = 400;

beforeAll(loadMujoco);

/** Positions less the reference configuration, and velocities, of many resets: one list per coordinate. */
function starts(definition: (typeof tasks.mujocoDefinitions)[number], options: object = {}) {
  const simulation = new Simulation(mujoco('test'), definition.model());
  const { nq, nv } = simulation;
  const dynamics = definition.blueprint(definition.parse(options as never) as never).dynamics() as MujocoDynamics;
  const stream = new Streams(1).stream('resets');
  const positions = Array.from({ length: nq }, (): number[] => []);
  const velocities = Array.from({ length: nv }, (): number[] => []);
  const state = new Float64Array(dynamics.stateSize);
  for (let i = 0; i < RESETS; i++) {
    dynamics.reset(state.fill(0), stream);
    for (let k = 0; k < nq; k++) positions[k].push(state[k] - simulation.qpos0[k]);
    for (let k = 0; k < nv; k++) velocities[k].push(state[nq + k]);
  }
  dynamics.dispose?.();
  simulation.dispose();
  return { positions, velocities };
}

const deviation = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** Inside ± scale, and out to its edges. */
function expectUniform(lists: readonly (readonly number[])[], scale: number) {
  for (const values of lists) {
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(scale * (1 + 1e-9));
    expect(Math.max(...values)).toBeGreaterThan(0.95 * scale);
    expect(Math.min(...values)).toBeLessThan(-0.95 * scale);
    expect(Math.abs(deviation(values) / scale - Math.sqrt(1 / 3))).toBeLessThan(0.06);
  }
}

function expectNormal(lists: readonly (readonly number[])[], scale: number) {
  for (const values of lists) {
    expect(Math.abs(deviation(values) / scale - 1)).toBeLessThan(0.15);
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(2 * scale);
  }
}

describe('episodes start', () => {
  it.each([
    { definition: tasks.hopper, scale: 5e-3 },
    { definition: tasks.walker2d, scale: 5e-3 },
    { definition: tasks.humanoid, scale: 1e-2 },
    { definition: tasks.swimmer, scale: 0.1 },
    { definition: tasks.invertedPendulum, scale: 0.01 },
  ])('$definition.id: uniformly in positions and velocities', ({ definition, scale }) => {
    for (const [options, expected] of [
      [{}, scale],
      [{ resetNoiseScale: 0.03 }, 0.03],
    ] as const) {
      const { positions, velocities } = starts(definition, options);
      expectUniform(positions, expected);
      expectUniform(velocities, expected);
    }
  });

  it.each([tasks.halfCheetah, tasks.ant, tasks.invertedDoublePendulum])(
    '$id: uniformly in positions, normally in velocities',
    (definition) => {
      for (const [options, expected] of [
        [{}, 0.1],
        [{ resetNoiseScale: 0.03 }, 0.03],
      ] as const) {
        const { positions, velocities } = starts(definition, options);
        expectUniform(positions, expected);
        expectNormal(velocities, expected);
      }
    },
  );

  it('exactly in the reference configuration without noise', () => {
    const { positions, velocities } = starts(tasks.humanoid, { resetNoiseScale: 0 });
    expect([...positions, ...velocities].flat().every((value) => value === 0)).toBe(true);
  });

  it('Reacher-v5: near the stretched arm, with a target in a disc', () => {
    const { positions, velocities } = starts(tasks.reacher);
    expectUniform(positions.slice(0, 2), 0.1);
    expectUniform(velocities.slice(0, 2), 0.005);
    expect(
      velocities
        .slice(2)
        .flat()
        .every((value) => value === 0),
    ).toBe(true);
    // The reference configuration has the target at (0.1, −0.1).
    const distances = positions[2].map((x, i) => Math.hypot(x + 0.1, positions[3][i] - 0.1));
    expect(Math.max(...distances)).toBeLessThan(0.2);
    expect(Math.max(...distances)).toBeGreaterThan(0.19);
    // Half of a disc's area lies beyond 1/√2 of its radius.
    const far = distances.filter((distance) => distance > 0.2 * Math.SQRT1_2).length / RESETS;
    expect(Math.abs(far - 0.5)).toBeLessThan(0.08);
  });

  it('Pusher-v5: with the arm in its place and the object beside the goal', () => {
    const { positions, velocities } = starts(tasks.pusher);
    expect([...positions.slice(0, 7), ...positions.slice(9)].flat().every((value) => value === 0)).toBe(true);
    expectUniform(velocities.slice(0, 7), 0.005);
    expect(
      velocities
        .slice(7)
        .flat()
        .every((value) => value === 0),
    ).toBe(true);
    const [first, second] = positions.slice(7, 9);
    for (const [i, x] of first.entries()) {
      expect(x >= -0.3 && x < 0 && Math.abs(second[i]) <= 0.2 && Math.hypot(x, second[i]) > 0.17).toBe(true);
    }
    expect(Math.min(...first)).toBeLessThan(-0.29);
    expect(Math.max(...second.map(Math.abs))).toBeGreaterThan(0.19);
  });
});

describe('specifications', () => {
  it.each(tasks.mujocoDefinitions)('$id: sizes are those of the model', (definition) => {
    const factory: EnvironmentFactory = definition();
    const simulation = new Simulation(mujoco('test'), definition.model());
    const { observation, action } = factory.spec;
    expect(action).toMatchObject({ kind: 'box', dimension: simulation.nu });
    const target = new Float64Array(observation.size + 1).fill(Number.NaN);
    const dynamics = definition.blueprint(definition.parse() as never).dynamics() as MujocoDynamics;
    const state = new Float64Array(dynamics.stateSize);
    dynamics.reset(state, new Streams(1).stream('x'));
    dynamics.observe(state, target);
    // Every entry is written, and none beyond.
    expect(target.findIndex(Number.isNaN)).toBe(observation.size);
    dynamics.dispose?.();
    simulation.dispose();
  });

  it('options that are none are refused', () => {
    const options = (definition: (options: never) => unknown, value: object) => () => definition(value as never);
    const refused = expect.objectContaining({ code: 'VEM_ENVIRONMENT_OPTIONS' });
    expect(options(tasks.ant, { mainBody: 'aux_9' })).toThrow(refused);
    expect(options(tasks.ant, { mainBody: 14 })).toThrow(refused);
    expect(options(tasks.hopper, { healthyZRange: [1] })).toThrow(refused);
    expect(options(tasks.halfCheetah, { frameSkip: 0 })).toThrow(refused);
    expect(options(tasks.reacher, { resetNoiseScale: 1 })).toThrow(refused);
  });

  it('criteria hold for the registered options alone', () => {
    expect(tasks.halfCheetah().spec.solved?.passed(4800)).toBe(true);
    expect(tasks.halfCheetah({ ctrlCostWeight: 0.1 }).spec.solved).toBeDefined();
    expect(tasks.halfCheetah({ ctrlCostWeight: 0 }).spec.solved).toBeUndefined();
  });
});
