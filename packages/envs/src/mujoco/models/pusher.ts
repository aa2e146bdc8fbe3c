import { body, capsule, cylinder, hinge, ORIGIN, plane, slide, sphere, type Vector, X, Y, Z } from '../mjcf/bodies.js';
import type { Element } from '../mjcf/element.js';
import { modelXml, motor } from '../mjcf/model.js';

const TOUCHED = { contype: 1, conaffinity: 1 } as const;

/** Where object and goal stand in the reference configuration. */
const PLACE = { x: 0.45, y: -0.05 } as const;
const SLIDE = { damping: 0.5, range: [-10.3213, 10.3] } as const;

/** Two slides that move a body over the table, y before x. */
const slides = (name: string): readonly Element[] => [
  slide(`${name}_slidey`, Y, SLIDE),
  slide(`${name}_slidex`, X, SLIDE),
];

const eye = (x: number, y: number, radius: number): Element => sphere(radius, { pos: [x, y, 0.2] });

/** The fork that pushes: a bar across with two prongs. */
function hand(): readonly Element[] {
  const ends: readonly Vector[] = [
    [0.1, -0.1, 0],
    [0.1, 0.1, 0],
  ];
  const bar = (from: Vector, to: Vector) => capsule(from, to, 0.02, TOUCHED);
  return [
    hinge('r_wrist_roll_joint', X, { damping: 0.1, range: [-1.5, 1.5] }),
    body(
      'tips_arm',
      ORIGIN,
      ends.map((pos) => sphere(0.01, { pos })),
    ),
    bar([0, -0.1, 0], [0, 0.1, 0]),
    ...ends.map((end) => bar([0, end[1], 0], end)),
  ];
}

const forearm = (): Element =>
  body('r_forearm_link', ORIGIN, [
    capsule(ORIGIN, [0.291, 0, 0], 0.05),
    body(
      'r_wrist_flex_link',
      [0.321, 0, 0],
      [
        capsule([0, -0.02, 0], [0, 0.02, 0], 0.01),
        hinge('r_wrist_flex_joint', Y, { damping: 0.1, range: [-1.094, 0] }),
        body('r_wrist_roll_link', ORIGIN, hand()),
      ],
    ),
  ]);

const upperArm = (): Element =>
  body('r_upper_arm_link', ORIGIN, [
    capsule(ORIGIN, [0.4, 0, 0], 0.06),
    body(
      'r_elbow_flex_link',
      [0.4, 0, 0],
      [
        capsule([0, -0.02, 0], [0, 0.02, 0], 0.06),
        hinge('r_elbow_flex_joint', Y, { damping: 0.1, range: [-2.3213, 0] }),
        body('r_forearm_roll_link', ORIGIN, [
          capsule([-0.1, 0, 0], [0.1, 0, 0], 0.02),
          hinge('r_forearm_roll_joint', X, { damping: 0.1, range: [-1.5, 1.5] }),
          forearm(),
        ]),
      ],
    ),
  ]);

const shoulder = (): Element =>
  body(
    'r_shoulder_pan_link',
    [0, -0.6, 0],
    [
      eye(-0.06, 0.05, 0.05),
      eye(0.06, 0.05, 0.05),
      eye(-0.06, 0.09, 0.03),
      eye(0.06, 0.09, 0.03),
      capsule([0, 0, -0.4], [0, 0, 0.2], 0.1),
      hinge('r_shoulder_pan_joint', Z, { damping: 1, range: [-2.2854, 1.714602] }),
      body(
        'r_shoulder_lift_link',
        [0.1, 0, 0],
        [
          capsule([0, -0.1, 0], [0, 0.1, 0], 0.1),
          hinge('r_shoulder_lift_joint', Y, { damping: 1, range: [-0.5236, 1.3963] }),
          body('r_upper_arm_roll_link', ORIGIN, [
            capsule([-0.1, 0, 0], [0.1, 0, 0], 0.02),
            hinge('r_upper_arm_roll_joint', X, { damping: 0.1, range: [-1.5, 1.7] }),
            upperArm(),
          ]),
        ],
      ),
    ],
  );

const MOTORS = [
  'shoulder_pan',
  'shoulder_lift',
  'upper_arm_roll',
  'elbow_flex',
  'forearm_roll',
  'wrist_flex',
  'wrist_roll',
];

/** An arm of seven joints, a puck on a table, and a goal. There is no gravity: slides keep the puck on the table. */
export const pusherModel = (): string =>
  modelXml('pusher', {
    options: { angle: 'radian', timestep: 0.01, integrator: 'Euler', iterations: 20, gravity: ORIGIN },
    joints: { armature: 0.04, damping: 1, limited: true },
    geoms: { contype: 0, conaffinity: 0, condim: 1, density: 300, friction: [0.8, 0.1, 0.1], margin: 0.002 },
    world: [
      plane([1, 1, 0.1], { name: 'table', pos: [0, 0.5, -0.325], ...TOUCHED }),
      shoulder(),
      body(
        'object',
        [PLACE.x, PLACE.y, -0.275],
        [cylinder([0.05, 0.05, 0.05], { density: 0.01, contype: 1, conaffinity: 0 }), ...slides('obj')],
      ),
      body('goal', [PLACE.x, PLACE.y, -0.323], [cylinder([0.08, 0.001, 0.1], { density: 0.00001 }), ...slides('goal')]),
    ],
    actuators: MOTORS.map((name) => motor(`r_${name}_joint`, { ctrlrange: [-2, 2] })),
  });
