import { body, capsule, hinge, ORIGIN, plane, slide, X, Y, Z } from '../mjcf/bodies.js';
import { modelXml, motor } from '../mjcf/model.js';

const RADIUS = 0.1;
const BEND = { limited: true, range: [-100, 100] } as const;

/** Three rods in a row in a dense, slightly viscous fluid; nothing touches anything. */
export const swimmerModel = (): string =>
  modelXml('swimmer', {
    options: { angle: 'degree', timestep: 0.01, integrator: 'RK4', density: 4000, viscosity: 0.1 },
    joints: { armature: 0.1 },
    geoms: { contype: 0, conaffinity: 0, condim: 1 },
    world: [
      plane([40, 40, 0.1], { name: 'floor', pos: [0, 0, -0.1], condim: 3 }),
      body('torso', ORIGIN, [
        slide('slider1', X),
        slide('slider2', Y),
        hinge('free_body_rot', Z),
        capsule([1.5, 0, 0], [0.5, 0, 0], RADIUS, { density: 1000 }),
        body(
          'mid',
          [0.5, 0, 0],
          [
            hinge('motor1_rot', Z, BEND),
            capsule(ORIGIN, [-1, 0, 0], RADIUS, { density: 1000 }),
            body(
              'back',
              [-1, 0, 0],
              [hinge('motor2_rot', Z, BEND), capsule(ORIGIN, [-1, 0, 0], RADIUS, { density: 1000 })],
            ),
          ],
        ),
      ]),
    ],
    actuators: ['motor1_rot', 'motor2_rot'].map((joint) => motor(joint, { gear: 150, ctrlrange: [-1, 1] })),
  });
