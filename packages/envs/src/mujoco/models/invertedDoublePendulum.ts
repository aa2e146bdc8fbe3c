import { body, capsule, hinge, ORIGIN, plane, rod, site, slide, type Vector, X, Y } from '../mjcf/bodies.js';
import { modelXml, motor } from '../mjcf/model.js';
import { SIDEWAYS } from './invertedPendulum.js';

const POLE: Vector = [0, 0, 0.6];

/** Two poles, one on the other, on a cart on a rail. Gravity pulls a trace to one side. */
export const invertedDoublePendulumModel = (): string =>
  modelXml('inverted-double-pendulum', {
    options: { angle: 'degree', timestep: 0.01, integrator: 'RK4', gravity: [1e-5, 0, -9.81] },
    joints: { damping: 0.05 },
    geoms: { contype: 0, friction: [1, 0.1, 0.1] },
    world: [
      plane([40, 40, 40], { name: 'floor', pos: [0, 0, -3] }),
      rod(1, 0.02, { name: 'rail', quat: SIDEWAYS }),
      body('cart', ORIGIN, [
        slide('slider', X, { limited: true, margin: 0.01, range: [-1, 1] }),
        rod(0.1, 0.1, { quat: SIDEWAYS }),
        body('pole', ORIGIN, [
          hinge('hinge', Y),
          capsule(ORIGIN, POLE, 0.045),
          body('pole2', POLE, [hinge('hinge2', Y), capsule(ORIGIN, POLE, 0.045), site('tip', POLE, [0.01, 0.01])]),
        ]),
      ]),
    ],
    actuators: [motor('slider', { gear: 500, ctrlrange: [-1, 1] })],
  });
