import { type Element, element } from './element.js';

export type Vector = readonly [x: number, y: number, z: number];

export const X: Vector = [1, 0, 0];
export const Y: Vector = [0, 1, 0];
export const Z: Vector = [0, 0, 1];
export const ORIGIN: Vector = [0, 0, 0];

/** The opposite direction. */
export const minus = ([x, y, z]: Vector): Vector => [0 - x, 0 - y, 0 - z];

/** The mirror image in the plane y = 0. */
export const mirrored = ([x, y, z]: Vector): Vector => [x, 0 - y, z];

/** Degrees of freedom: MJCF names, SI units (angles as the model's compiler settings say). */
export interface JointOptions {
  readonly pos?: Vector;
  readonly range?: readonly [low: number, high: number];
  readonly limited?: boolean;
  /** Position in the reference configuration. */
  readonly ref?: number;
  readonly armature?: number;
  readonly damping?: number;
  readonly stiffness?: number;
  /** Distance from a limit at which its constraint wakes. */
  readonly margin?: number;
  readonly solimplimit?: readonly number[];
  readonly solreflimit?: readonly number[];
}

/** A joint that no force acts on but what it carries, as roots of planar bodies are. */
export const LOOSE: JointOptions = { armature: 0, damping: 0, limited: false, stiffness: 0 };

export const hinge = (name: string, axis: Vector, options: JointOptions = {}): Element =>
  element('joint', { name, type: 'hinge', axis, ...options });

export const slide = (name: string, axis: Vector, options: JointOptions = {}): Element =>
  element('joint', { name, type: 'slide', axis, ...options });

/** Six degrees of freedom; positions are x, y, z and a unit quaternion. */
export const free = (name: string, options: JointOptions = {}): Element =>
  element('joint', { name, type: 'free', ...options });

/** Surface and collision of a shape, MJCF names. */
export interface GeomOptions {
  readonly name?: string;
  readonly pos?: Vector;
  readonly quat?: readonly [w: number, x: number, y: number, z: number];
  readonly axisangle?: readonly [x: number, y: number, z: number, angle: number];
  /** Mass per volume, kg/m³. */
  readonly density?: number;
  /** Sliding, torsional, rolling. */
  readonly friction?: number | readonly number[];
  readonly contype?: 0 | 1;
  readonly conaffinity?: 0 | 1;
  /** Dimensions of the contact force: 1 frictionless, 3 with sliding friction. */
  readonly condim?: 1 | 3;
  readonly margin?: number;
  readonly solimp?: readonly number[];
  readonly solref?: readonly number[];
}

/** A cylinder with round ends between two points. */
export const capsule = (from: Vector, to: Vector, radius: number, options: GeomOptions = {}): Element =>
  element('geom', { type: 'capsule', fromto: [...from, ...to], size: radius, ...options });

/** A capsule along its own z axis, which `pos` and an orientation place. */
export const rod = (halfLength: number, radius: number, options: GeomOptions = {}): Element =>
  element('geom', { type: 'capsule', size: [radius, halfLength], ...options });

export const sphere = (radius: number, options: GeomOptions = {}): Element =>
  element('geom', { type: 'sphere', size: radius, ...options });

/**
 * Along its own z axis.
 *
 * @param sizes - radius and half height; a third number is stored in the model and has no meaning
 */
export const cylinder = (
  sizes: readonly [radius: number, halfHeight: number, unused?: number],
  options: GeomOptions = {},
): Element => element('geom', { type: 'cylinder', size: sizes as readonly number[], ...options });

/** A cylinder between two points. */
export const disc = (from: Vector, to: Vector, radius: number, options: GeomOptions = {}): Element =>
  element('geom', { type: 'cylinder', fromto: [...from, ...to], size: radius, ...options });

/** A quaternion that turns about the y axis, radians. */
export const turnedAboutY = (angle: number): readonly [w: number, x: number, y: number, z: number] => [
  Math.cos(angle / 2),
  0,
  Math.sin(angle / 2),
  0,
];

/** Infinite for contacts; the half sizes are what a viewer draws. */
export const plane = (halfSizes: Vector, options: GeomOptions = {}): Element =>
  element('geom', { type: 'plane', size: halfSizes, ...options });

/** A point that can be looked up. */
export const site = (name: string, pos: Vector, size: readonly number[]): Element =>
  element('site', { name, pos, size });

/** A rigid body at `pos` of its parent, with its joints, shapes and further bodies. */
export const body = (
  name: string | undefined,
  pos: Vector,
  children: readonly Element[],
  quat?: readonly [w: number, x: number, y: number, z: number],
): Element => element('body', { name, pos, quat }, children);
