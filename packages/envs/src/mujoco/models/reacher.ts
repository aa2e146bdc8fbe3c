import {
  body,
  capsule,
  disc,
  hinge,
  LOOSE,
  ORIGIN,
  plane,
  slide,
  sphere,
  type Vector,
  X,
  Y,
  Z,
} from '../mjcf/bodies.js';
import { modelXml, motor } from '../mjcf/model.js';

const HEIGHT = 0.01;
const LINK = 0.1;
const UNTOUCHED = { contype: 0, conaffinity: 0 } as const;

/** Corners of the arena, in the order in which its sides join them. */
const CORNERS: Readonly<Record<'southWest' | 'southEast' | 'northWest' | 'northEast', Vector>> = {
  southWest: [-0.3, -0.3, HEIGHT],
  southEast: [0.3, -0.3, HEIGHT],
  northWest: [-0.3, 0.3, HEIGHT],
  northEast: [0.3, 0.3, HEIGHT],
};

const side = (from: keyof typeof CORNERS, to: keyof typeof CORNERS) =>
  capsule(CORNERS[from], CORNERS[to], 0.02, { conaffinity: 0 });

const TARGET: Vector = [0.1, -0.1, HEIGHT];
const SLIDE = { ...LOOSE, limited: true, range: [-0.27, 0.27] } as const;

/** An arm of two links on a table, and a target that two slides place. Nothing touches anything. */
export const reacherModel = (): string =>
  modelXml('reacher', {
    options: { angle: 'radian', timestep: 0.01, integrator: 'RK4', gravity: [0, 0, -9.81] },
    joints: { armature: 1, damping: 1, limited: true },
    geoms: { contype: 0, friction: [1, 0.1, 0.1] },
    world: [
      plane([1, 1, 10], { name: 'ground', ...UNTOUCHED }),
      side('southWest', 'southEast'),
      side('southEast', 'northEast'),
      side('northWest', 'northEast'),
      side('southWest', 'northWest'),
      disc(ORIGIN, [0, 0, 0.02], 0.011, UNTOUCHED),
      body(
        'body0',
        [0, 0, HEIGHT],
        [
          hinge('joint0', Z, { limited: false }),
          capsule(ORIGIN, [LINK, 0, 0], 0.01),
          body(
            'body1',
            [LINK, 0, 0],
            [
              hinge('joint1', Z, { limited: true, range: [-3, 3] }),
              capsule(ORIGIN, [LINK, 0, 0], 0.01),
              body('fingertip', [0.11, 0, 0], [sphere(0.01)]),
            ],
          ),
        ],
      ),
      body('target', TARGET, [
        slide('target_x', X, { ...SLIDE, ref: TARGET[0] }),
        slide('target_y', Y, { ...SLIDE, ref: TARGET[1] }),
        sphere(0.009, UNTOUCHED),
      ]),
    ],
    actuators: ['joint0', 'joint1'].map((joint) => motor(joint, { gear: 200, ctrlrange: [-1, 1] })),
  });
