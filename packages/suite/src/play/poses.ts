import type { Poses } from '@vem/framework';

/** Position and quaternion (x, y, z, w). */
const POSE = 7;

/** [G, 7]: the poses with quaternions for matrices, which take less than twice the room of an angle. */
export function rigidPoses({ position_G3, rotation_G9 }: Poses): Float32Array {
  const geoms = position_G3.length / 3;
  const result = new Float32Array(POSE * geoms);
  for (let g = 0; g < geoms; g++) {
    result.set(position_G3.subarray(3 * g, 3 * g + 3), POSE * g);
    result.set(quaternion(rotation_G9.subarray(9 * g, 9 * g + 9)), POSE * g + 3);
  }
  return result;
}

/**
 * The unit quaternion (x, y, z, w) of a rotation matrix by rows. Whichever component is largest is found first, so that
 * nothing is divided by a small number (Shepperd 1978).
 */
export function quaternion(m: ArrayLike<number>): [number, number, number, number] {
  const trace = m[0] + m[4] + m[8];
  if (trace > 0) {
    const s = 2 * Math.sqrt(1 + trace);
    return [(m[7] - m[5]) / s, (m[2] - m[6]) / s, (m[3] - m[1]) / s, s / 4];
  }
  if (m[0] >= m[4] && m[0] >= m[8]) {
    const s = 2 * Math.sqrt(1 + m[0] - m[4] - m[8]);
    return [s / 4, (m[1] + m[3]) / s, (m[2] + m[6]) / s, (m[7] - m[5]) / s];
  }
  if (m[4] >= m[8]) {
    const s = 2 * Math.sqrt(1 + m[4] - m[0] - m[8]);
    return [(m[1] + m[3]) / s, s / 4, (m[5] + m[7]) / s, (m[2] - m[6]) / s];
  }
  const s = 2 * Math.sqrt(1 + m[8] - m[0] - m[4]);
  return [(m[2] + m[6]) / s, (m[5] + m[7]) / s, s / 4, (m[3] - m[1]) / s];
}

export interface SeparatePoses {
  /** Geoms whose poses change. */
  readonly moving: readonly number[];
  readonly still: { readonly indices: readonly number[]; readonly poses: readonly number[] };
  /** [T, moving geoms, 7] */
  readonly poses: Float32Array;
}

/** @param frames - T of [G, 7]; geoms that stay where they are need to be stored once only */
export function separateStill(frames: readonly Float32Array[]): SeparatePoses {
  const geoms = (frames[0]?.length ?? 0) / POSE;
  const of = (frame: Float32Array, geom: number) => frame.subarray(POSE * geom, POSE * (geom + 1));
  const stays = (geom: number) => {
    const first = of(frames[0], geom);
    return frames.every((frame) => of(frame, geom).every((value, i) => value === first[i]));
  };
  const indices = Array.from({ length: geoms }, (_, geom) => geom);
  const still = indices.filter(stays);
  const moving = indices.filter((geom) => !still.includes(geom));
  const poses = new Float32Array(frames.length * moving.length * POSE);
  frames.forEach((frame, t) => {
    moving.forEach((geom, i) => {
      poses.set(of(frame, geom), POSE * (t * moving.length + i));
    });
  });
  return { moving, still: { indices: still, poses: still.flatMap((geom) => [...of(frames[0], geom)]) }, poses };
}
