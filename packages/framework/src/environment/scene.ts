/** [red, green, blue] or with opacity, each 0 … 1. */
export type Colour = readonly [number, number, number] | readonly [number, number, number, number];

/**
 * A body that is drawn. Sizes are lengths in the scene's units:
 *
 * - `sphere`: [radius]; `ellipsoid`: three half axes; `box`: three half edges
 * - `capsule`, `cylinder`: [radius, half length] along the body's own z axis, caps of a capsule not counted
 * - `plane`: half edges along x and y, seen from above; 0: without end
 */
export interface Geom {
  readonly shape: 'sphere' | 'ellipsoid' | 'box' | 'capsule' | 'cylinder' | 'plane';
  readonly size: readonly number[];
  readonly colour: Colour;
}

/** Where a scene is looked at from, with z upwards. */
export interface Camera {
  readonly target: readonly [number, number, number];
  /** From the target, in the scene's units. */
  readonly distance: number;
  /** Degrees around z; 90 looks along y, so that x goes to the right and z up. */
  readonly azimuth: number;
  /** Degrees; −90 looks straight down. */
  readonly elevation: number;
  /** The index of a geom whose movements along x and y the camera goes along with. */
  readonly follow?: number;
}

export interface Scene {
  readonly geoms: readonly Geom[];
  readonly camera: Camera;
  /** Seconds between two steps, at normal speed. */
  readonly timeStep: number;
}

/** Where the geoms of a scene are. */
export interface Poses {
  /** [G, 3], centres. */
  readonly position_G3: Float32Array;
  /** [G, 9], rotation matrices by rows: the columns are the geom's own axes. All are the identity when `pose` is called. */
  readonly rotation_G9: Float32Array;
}

/** How an environment is drawn: bodies, and where they are in a state. */
export interface View {
  readonly scene: Scene;
  /** Writes the poses of all geoms in a copy's state. What it leaves alone is at the origin, unturned. */
  pose(state: Float64Array, poses: Poses): void;
}

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Poses of so many geoms, all at the origin, unturned. */
export function noPoses(geoms: number): Poses {
  return {
    position_G3: new Float32Array(3 * geoms),
    rotation_G9: Float32Array.from({ length: 9 * geoms }, (_, i) => IDENTITY[i % 9]),
  };
}
