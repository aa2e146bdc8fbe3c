import { noPoses, Streams, type VectorEnvironment, withActionRepeat, withFrameStack } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { acrobot } from './acrobot.js';
import { cartPole } from './cartPole.js';
import { definitions } from './definitions.js';
import { cliff, corridor, corridorTasks, openGrid, twoRooms, twoRoomTasks, windyGrid } from './grids/index.js';
import { mountainCarContinuous } from './mountainCarContinuous.js';
import { multiGoal } from './multiGoal.js';
import { pendulum, pendulumWithoutVelocity } from './pendulum.js';
import { pointMass } from './pointMass.js';

const GRIDS = [cliff, windyGrid, twoRooms, twoRoomTasks, corridor, corridorTasks, openGrid];
const DRAWN = [
  pendulum,
  pendulumWithoutVelocity,
  cartPole,
  pointMass,
  multiGoal,
  mountainCarContinuous,
  acrobot,
  ...GRIDS,
];

/** How many sizes a shape has. */
const SIZES = { sphere: 1, ellipsoid: 3, box: 3, capsule: 2, cylinder: 2, plane: 2 };

/** An environment in a given state. */
function at(environment: VectorEnvironment, state: readonly number[]): VectorEnvironment {
  environment.reset();
  environment.restore({
    arrays: { state: Float64Array.from(state), elapsed: Int32Array.of(0), running: Uint8Array.of(1) },
    stream: [1, 2, 3, 4],
  });
  return environment;
}

/** The centre of one geom. */
function centre(environment: VectorEnvironment, geom: number): number[] {
  const poses = noPoses(environment.scene?.geoms.length ?? 0);
  environment.pose?.(0, poses);
  return [...poses.position_G3.subarray(3 * geom, 3 * geom + 3)];
}

const make = (definition: (typeof definitions)[number], count = 1) =>
  definition().create(count, new Streams(1).stream('environment'));

const close = (found: readonly number[], expected: readonly number[]) => {
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
};

describe('scenes', () => {
  it.each(DRAWN)('of $id have geoms with all their sizes, and rotations as poses', (definition) => {
    const environment = make(definition, 3);
    environment.reset();
    const { scene } = environment;
    if (scene === undefined) throw new Error('there is a scene');
    expect(scene.timeStep).toBeGreaterThan(0);
    for (const { shape, size, colour } of scene.geoms) {
      expect(size).toHaveLength(SIZES[shape]);
      for (const value of colour) expect(value >= 0 && value <= 1).toBe(true);
    }
    const poses = noPoses(scene.geoms.length);
    // What an earlier drawing left must not shine through.
    poses.position_G3.fill(Number.NaN);
    poses.rotation_G9.fill(Number.NaN);
    environment.pose?.(2, poses);
    expect(poses.position_G3.every(Number.isFinite)).toBe(true);
    for (let g = 0; g < scene.geoms.length; g++) {
      const m = poses.rotation_G9.subarray(9 * g, 9 * g + 9);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) {
          const product = m[3 * i] * m[3 * j] + m[3 * i + 1] * m[3 * j + 1] + m[3 * i + 2] * m[3 * j + 2];
          expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
        }
    }
  });

  it('are absent where nothing is drawn', () => {
    const others = definitions.filter((definition) => !DRAWN.some(({ id }) => id === definition.id));
    expect(others.length).toBeGreaterThan(0);
    for (const definition of others) expect(make(definition).scene, definition.id).toBeUndefined();
  });

  it('of grids put the agent into its cell', () => {
    // The start of the cliff is at the bottom on the left.
    close(centre(at(make(cliff), [36]), 1), [-5.5, -1.5, 0.3]);
    expect(openGrid({ rows: 50, columns: 50 }).create(1, new Streams(1).stream('environment')).scene).toBeUndefined();
  });

  it('show the state', () => {
    // Upright, to the left by a quarter turn.
    close(centre(at(make(pendulum), [0, 0]), 0), [0, 0, 0.5]);
    close(centre(at(make(pendulum), [Math.PI / 2, 0]), 0), [-0.5, 0, 0]);
    // The pole leans to the right for a positive angle.
    expect(centre(at(make(cartPole), [1, 0, 0.1, 0]), 0)[0]).toBe(1);
    expect(centre(at(make(cartPole), [1, 0, 0.1, 0]), 1)[0]).toBeGreaterThan(1);
    // Hanging down; then the second link at a right angle to the first, to the right.
    close(centre(at(make(acrobot), [0, 0, 0, 0]), 1), [0, 0, -1.5]);
    close(centre(at(make(acrobot), [0, Math.PI / 2, 0, 0]), 1), [0.5, 0, -1]);
    close(centre(at(make(pointMass), [1, 2, 3, 4, 0, 0]), 1), [3, 4, 0]);
    close(centre(at(make(multiGoal), [1, 2]), 0), [1, 2, 0.25]);
    const [car, flag] = [0, 1].map((geom) => centre(at(make(mountainCarContinuous), [0.45, 0]), geom));
    expect(Math.abs(car[0] - flag[0])).toBeLessThan(0.03);
  });

  it('pass through wrappers', () => {
    for (const wrapped of [withFrameStack(pendulum, 3), withActionRepeat(pendulum, 2)]) {
      const environment = wrapped().create(2, new Streams(1).stream('environment'));
      const inner = make(pendulum, 2);
      environment.reset();
      inner.reset();
      expect(environment.scene).toBe(inner.scene);
      expect(centre(environment, 0)).toEqual(centre(inner, 0));
    }
  });
});
