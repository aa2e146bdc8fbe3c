import type { Camera, Colour, Geom, Poses } from '@vem/framework';

export const COLOURS = {
  body: [0.16, 0.39, 0.92],
  second: [0.85, 0.28, 0.06],
  goal: [0.06, 0.54, 0.37],
  fixed: [0.45, 0.48, 0.53],
  ground: [0.82, 0.84, 0.87],
} as const satisfies Readonly<Record<string, Colour>>;

/** Looks along y: x to the right, z up. */
export const fromTheSide = (distance: number, target: Camera['target'] = [0, 0, 0]): Camera => ({
  target,
  distance,
  azimuth: 90,
  elevation: 0,
});

/** Looks down: x to the right, y up. */
export const fromAbove = (distance: number): Camera => ({
  target: [0, 0, 0],
  distance,
  azimuth: 90,
  elevation: -90,
});

export const sphere = (radius: number, colour: Colour): Geom => ({ shape: 'sphere', size: [radius], colour });
export const box = (x: number, y: number, z: number, colour: Colour): Geom => ({
  shape: 'box',
  size: [x, y, z],
  colour,
});
/** A rod of a radius and a length between the centres of its ends. */
export const rod = (radius: number, length: number, colour: Colour): Geom => ({
  shape: 'capsule',
  size: [radius, length / 2],
  colour,
});
/** A flat disc on the floor, for scenes that are seen from above. */
export const disc = (radius: number, colour: Colour): Geom => ({ shape: 'cylinder', size: [radius, 0.02], colour });

export function place({ position_G3 }: Poses, geom: number, x: number, y: number, z: number): void {
  position_G3[3 * geom] = x;
  position_G3[3 * geom + 1] = y;
  position_G3[3 * geom + 2] = z;
}

/** Turns a geom about y by an angle from z towards x (rad). */
export function tilt({ rotation_G9 }: Poses, geom: number, angle: number): void {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  rotation_G9.set([cosine, 0, sine, 0, 1, 0, -sine, 0, cosine], 9 * geom);
}

/** A rod whose one end is at (x, z) and that points from there by an angle from z towards x. */
export function placeRod(poses: Poses, geom: number, x: number, z: number, angle: number, length: number): void {
  place(poses, geom, x + (length / 2) * Math.sin(angle), 0, z + (length / 2) * Math.cos(angle));
  tilt(poses, geom, angle);
}
