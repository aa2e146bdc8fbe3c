import { expect, it } from 'vitest';
import { quaternion, rigidPoses, separateStill } from './poses.js';

/** The rotation matrix, by rows, of a unit quaternion. */
function matrix([x, y, z, w]: readonly number[]): number[] {
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}

it.each([
  [0, 0, 0, 1],
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0.5, 0.5, 0.5, 0.5],
  [0.9, 0.1, -0.3, 0.02],
  [0.1, -0.9, 0.3, 0.02],
  [-0.1, 0.2, 0.95, -0.02],
  [0.3, -0.2, 0.1, 0.9],
])('the quaternion of a rotation: %d %d %d %d', (...given) => {
  const norm = Math.hypot(...given);
  const unit = given.map((value) => value / norm);
  const found = quaternion(matrix(unit));
  // A quaternion and its negative are the same rotation.
  const sign = Math.sign(found.reduce((sum, value, i) => sum + value * unit[i], 0));
  for (let i = 0; i < 4; i++) expect(sign * found[i]).toBeCloseTo(unit[i], 12);
});

it('geoms that stay where they are are kept once', () => {
  const frame = (x: number) =>
    rigidPoses({
      position_G3: Float32Array.of(1, 2, 3, x, 0, 0),
      rotation_G9: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, -1, 0, 1, 0, 0, 0, 0, 1),
    });
  const { moving, still, poses } = separateStill([frame(0), frame(1), frame(2)]);
  expect(moving).toEqual([1]);
  expect(still).toEqual({ indices: [0], poses: [1, 2, 3, 0, 0, 0, 1] });
  const half = Math.fround(Math.SQRT1_2);
  expect([...poses]).toEqual([0, 1, 2].flatMap((x) => [x, 0, 0, 0, 0, half, half]));
  expect(separateStill([])).toEqual({ moving: [], still: { indices: [], poses: [] }, poses: new Float32Array(0) });
});
