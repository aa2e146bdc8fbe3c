import {
  body,
  capsule,
  free,
  hinge,
  LOOSE,
  minus,
  ORIGIN,
  plane,
  sphere,
  type Vector,
  X,
  Y,
  Z,
} from '../mjcf/bodies.js';
import type { Element } from '../mjcf/element.js';
import { fixedTendon, modelXml, motor } from '../mjcf/model.js';

/** What differs between the two sides. Lengths along y are given for the left side. */
interface Side {
  readonly name: 'left' | 'right';
  readonly y: 1 | -1;
  readonly hipArmature: number;
  readonly kneeStiffness: number;
  readonly shoulderRange: readonly [number, number];
}

const RIGHT: Side = { name: 'right', y: -1, hipArmature: 0.008, kneeStiffness: 0, shoulderRange: [-85, 60] };
const LEFT: Side = { name: 'left', y: 1, hipArmature: 0.01, kneeStiffness: 1, shoulderRange: [-60, 85] };

/** A slight bend of the spine at each of its joints. */
const BEND = [1, 0, -0.002, 0] as const;

/** A capsule across the body. */
const crosswise = ([x, y, z]: Vector, radius: number): Element => capsule([x, -y, z], [x, y, z], radius);

function leg({ name, y, hipArmature, kneeStiffness }: Side): Element {
  const outwards = (axis: Vector) => (y > 0 ? minus(axis) : axis);
  const hip = { damping: 5, armature: 0.01 };
  return body(
    `${name}_thigh`,
    [0, 0.1 * y, -0.04],
    [
      hinge(`${name}_hip_x`, outwards(X), { ...hip, range: [-25, 5], stiffness: 10 }),
      hinge(`${name}_hip_z`, outwards(Z), { ...hip, range: [-60, 35], stiffness: 10 }),
      hinge(`${name}_hip_y`, Y, { ...hip, armature: hipArmature, range: [-110, 20], stiffness: 20 }),
      capsule(ORIGIN, [0, -0.01 * y, -0.34], 0.06),
      body(
        `${name}_shin`,
        [0, -0.01 * y, -0.403],
        [
          hinge(`${name}_knee`, minus(Y), {
            pos: [0, 0, 0.02],
            armature: 0.006,
            range: [-160, -2],
            stiffness: kneeStiffness,
          }),
          capsule(ORIGIN, [0, 0, -0.3], 0.049),
          body(`${name}_foot`, [0, 0, -0.45], [sphere(0.075, { pos: [0, 0, 0.1] })]),
        ],
      ),
    ],
  );
}

function arm({ name, y, shoulderRange }: Side): Element {
  return body(
    `${name}_upper_arm`,
    [0, 0.17 * y, 0.06],
    [
      hinge(`${name}_shoulder1`, [2, -y, 1], { armature: 0.0068, range: shoulderRange, stiffness: 1 }),
      hinge(`${name}_shoulder2`, [0, y, 1], { armature: 0.0051, range: shoulderRange, stiffness: 1 }),
      capsule(ORIGIN, [0.16, 0.16 * y, -0.16], 0.04),
      body(
        `${name}_lower_arm`,
        [0.18, 0.18 * y, -0.18],
        [
          hinge(`${name}_elbow`, [0, -1, -y], { armature: 0.0028, range: [-90, 50], stiffness: 0 }),
          capsule([0.01, -0.01 * y, 0.01], [0.17, -0.17 * y, 0.17], 0.031),
          sphere(0.04, { pos: [0.18, -0.18 * y, 0.18] }),
        ],
      ),
    ],
  );
}

const abdomen = { armature: 0.02, damping: 5 };

const pelvis = (): Element =>
  body(
    'pelvis',
    [0, 0, -0.165],
    [
      hinge('abdomen_x', X, { ...abdomen, pos: [0, 0, 0.1], range: [-35, 35], stiffness: 10 }),
      crosswise([-0.02, 0.07, 0], 0.09),
      leg(RIGHT),
      leg(LEFT),
    ],
    BEND,
  );

const lowerWaist = (): Element =>
  body(
    'lwaist',
    [-0.01, 0, -0.26],
    [
      hinge('abdomen_z', Z, { ...abdomen, pos: [0, 0, 0.065], range: [-45, 45], stiffness: 20 }),
      hinge('abdomen_y', Y, { ...abdomen, pos: [0, 0, 0.065], range: [-75, 30], stiffness: 10 }),
      crosswise([0, 0.06, 0], 0.06),
      pelvis(),
    ],
    BEND,
  );

/** Joints in the order of the controls, with their gears. */
const GEARS: readonly (readonly [joint: string, gear: number])[] = [
  ['abdomen_y', 100],
  ['abdomen_z', 100],
  ['abdomen_x', 100],
  ...['right', 'left'].flatMap((side) => [
    [`${side}_hip_x`, 100] as const,
    [`${side}_hip_z`, 100] as const,
    [`${side}_hip_y`, 300] as const,
    [`${side}_knee`, 200] as const,
  ]),
  ...['right', 'left'].flatMap((side) =>
    ['shoulder1', 'shoulder2', 'elbow'].map((joint) => [`${side}_${joint}`, 25] as const),
  ),
];

/** A person without hands and toes, 42 kg. */
export const humanoidModel = (): string =>
  modelXml('humanoid', {
    options: { angle: 'degree', timestep: 0.003, integrator: 'RK4', solver: 'PGS', iterations: 50 },
    joints: { armature: 1, damping: 1, limited: true },
    geoms: { contype: 1, conaffinity: 1, condim: 1, margin: 0.001 },
    world: [
      plane([20, 20, 0.125], { name: 'floor', condim: 3, friction: [1, 0.1, 0.1] }),
      body(
        'torso',
        [0, 0, 1.4],
        [
          free('root', LOOSE),
          crosswise([0, 0.07, 0], 0.07),
          sphere(0.09, { name: 'head', pos: [0, 0, 0.19] }),
          crosswise([-0.01, 0.06, -0.12], 0.06),
          lowerWaist(),
          arm(RIGHT),
          arm(LEFT),
        ],
      ),
    ],
    tendons: ['left', 'right'].map((side) =>
      fixedTendon(`${side}_hipknee`, { [`${side}_hip_y`]: -1, [`${side}_knee`]: 1 }),
    ),
    actuators: GEARS.map(([joint, gear]) => motor(joint, { gear, ctrlrange: [-0.4, 0.4] })),
  });
