import {
  body,
  capsule,
  type GeomOptions,
  hinge,
  LOOSE,
  plane,
  rod,
  slide,
  type Vector,
  X,
  Y,
  Z,
} from '../mjcf/bodies.js';
import type { Element } from '../mjcf/element.js';
import { modelXml, motor } from '../mjcf/model.js';

const RADIUS = 0.046;

/** A segment of a leg: its joint, and a rod that is tilted about y. */
interface Segment {
  readonly name: string;
  readonly at: Vector;
  readonly range: readonly [number, number];
  readonly damping: number;
  readonly stiffness: number;
  readonly rod: { readonly at: Vector; readonly tilt: number; readonly halfLength: number };
  readonly gear: number;
}

/** Outermost last. */
const BACK: readonly Segment[] = [
  {
    name: 'bthigh',
    at: [-0.5, 0, 0],
    range: [-0.52, 1.05],
    damping: 6,
    stiffness: 240,
    rod: { at: [0.1, 0, -0.13], tilt: -3.8, halfLength: 0.145 },
    gear: 120,
  },
  {
    name: 'bshin',
    at: [0.16, 0, -0.25],
    range: [-0.785, 0.785],
    damping: 4.5,
    stiffness: 180,
    rod: { at: [-0.14, 0, -0.07], tilt: -2.03, halfLength: 0.15 },
    gear: 90,
  },
  {
    name: 'bfoot',
    at: [-0.28, 0, -0.14],
    range: [-0.4, 0.785],
    damping: 3,
    stiffness: 120,
    rod: { at: [0.03, 0, -0.097], tilt: -0.27, halfLength: 0.094 },
    gear: 60,
  },
];

const FRONT: readonly Segment[] = [
  {
    name: 'fthigh',
    at: [0.5, 0, 0],
    range: [-1, 0.7],
    damping: 4.5,
    stiffness: 180,
    rod: { at: [-0.07, 0, -0.12], tilt: 0.52, halfLength: 0.133 },
    gear: 120,
  },
  {
    name: 'fshin',
    at: [-0.14, 0, -0.24],
    range: [-1.2, 0.87],
    damping: 3,
    stiffness: 120,
    rod: { at: [0.065, 0, -0.09], tilt: -0.6, halfLength: 0.106 },
    gear: 60,
  },
  {
    name: 'ffoot',
    at: [0.13, 0, -0.18],
    range: [-0.5, 0.5],
    damping: 1.5,
    stiffness: 60,
    rod: { at: [0.045, 0, -0.07], tilt: -0.6, halfLength: 0.07 },
    gear: 30,
  },
];

const tilted = (at: Vector, angle: number, halfLength: number, options: GeomOptions = {}): Element =>
  rod(halfLength, RADIUS, { pos: at, axisangle: [...Y, angle], ...options });

/** Each segment carries the next. */
function leg([segment, ...outer]: readonly Segment[]): Element {
  const { name, at, range, damping, stiffness, rod: shape } = segment;
  return body(name, at, [
    hinge(name, Y, { range, damping, stiffness }),
    tilted(shape.at, shape.tilt, shape.halfLength, { name }),
    ...(outer.length > 0 ? [leg(outer)] : []),
  ]);
}

/** A planar cat of a torso with a head and two legs of three segments, 14 kg. */
export const halfCheetahModel = (): string =>
  modelXml('half-cheetah', {
    options: { angle: 'radian', timestep: 0.01, gravity: [0, 0, -9.81], totalMass: 14 },
    joints: {
      armature: 0.1,
      damping: 0.01,
      limited: true,
      stiffness: 8,
      solimplimit: [0, 0.8, 0.03],
      solreflimit: [0.02, 1],
    },
    geoms: {
      contype: 1,
      conaffinity: 0,
      condim: 3,
      friction: [0.4, 0.1, 0.1],
      solimp: [0, 0.8, 0.01],
      solref: [0.02, 1],
    },
    world: [
      plane([40, 40, 40], { name: 'floor', conaffinity: 1 }),
      body(
        'torso',
        [0, 0, 0.7],
        [
          slide('rootx', X, LOOSE),
          slide('rootz', Z, LOOSE),
          hinge('rooty', Y, LOOSE),
          capsule([-0.5, 0, 0], [0.5, 0, 0], RADIUS, { name: 'torso' }),
          tilted([0.6, 0, 0.1], 0.87, 0.15, { name: 'head' }),
          leg(BACK),
          leg(FRONT),
        ],
      ),
    ],
    actuators: [...BACK, ...FRONT].map(({ name, gear }) => motor(name, { gear, ctrlrange: [-1, 1] })),
  });
