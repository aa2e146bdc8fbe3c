import { body, capsule, free, hinge, ORIGIN, plane, sphere, type Vector, Z } from '../mjcf/bodies.js';
import type { Element } from '../mjcf/element.js';
import { modelXml, motor } from '../mjcf/model.js';

const RADIUS = 0.08;

interface Leg {
  readonly number: number;
  readonly name: string;
  /** Quadrant of the ground plane that it points to. */
  readonly x: 1 | -1;
  readonly y: 1 | -1;
}

const LEGS: readonly Leg[] = [
  { number: 1, name: 'front_left_leg', x: 1, y: 1 },
  { number: 2, name: 'front_right_leg', x: -1, y: 1 },
  { number: 3, name: 'back_leg', x: -1, y: -1 },
  { number: 4, name: 'right_back_leg', x: 1, y: -1 },
];

/** Motors of the fourth leg come first. */
const MOTOR_ORDER = [4, 1, 2, 3];

/** A root that is fixed to the torso, a thigh that turns about z, and a shin that lifts. */
function leg({ number, name, x, y }: Leg): Element {
  const outwards = (length: number): Vector => [length * x, length * y, 0];
  const bone = (length: number) => capsule(ORIGIN, outwards(length), RADIUS);
  return body(name, ORIGIN, [
    bone(0.2),
    body(`aux_${number}`, outwards(0.2), [
      hinge(`hip_${number}`, Z, { range: [-30, 30] }),
      bone(0.2),
      body(undefined, outwards(0.2), [
        hinge(`ankle_${number}`, [-x * y, 1, 0], { range: x > 0 ? [30, 70] : [-70, -30] }),
        bone(0.4),
      ]),
    ]),
  ]);
}

/** A ball on four legs of two joints each. */
export const antModel = (): string =>
  modelXml('ant', {
    options: { angle: 'degree', timestep: 0.01, integrator: 'RK4' },
    joints: { armature: 1, damping: 1, limited: true },
    geoms: { conaffinity: 0, condim: 3, density: 5, friction: [1, 0.5, 0.5], margin: 0.01 },
    world: [
      plane([40, 40, 40], { name: 'floor', conaffinity: 1 }),
      body(
        'torso',
        [0, 0, 0.75],
        [free('root', { armature: 0, damping: 0, limited: false, margin: 0.01 }), sphere(0.25), ...LEGS.map(leg)],
      ),
    ],
    actuators: MOTOR_ORDER.flatMap((number) =>
      [`hip_${number}`, `ankle_${number}`].map((joint) => motor(joint, { gear: 150, ctrlrange: [-1, 1] })),
    ),
  });
