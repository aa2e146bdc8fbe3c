import { body, capsule, hinge, ORIGIN, rod, slide, X, Y } from '../mjcf/bodies.js';
import { modelXml, motor } from '../mjcf/model.js';

/** A quarter turn about y. */
export const SIDEWAYS = [Math.SQRT1_2, 0, Math.SQRT1_2, 0] as const;

/** A pole on a cart on a rail. */
export const invertedPendulumModel = (): string =>
  modelXml('inverted-pendulum', {
    options: { angle: 'degree', timestep: 0.02, integrator: 'RK4', gravity: [0, 0, -9.81] },
    joints: { armature: 0, damping: 1, limited: true },
    geoms: { contype: 0, friction: [1, 0.1, 0.1] },
    world: [
      rod(1, 0.02, { name: 'rail', quat: SIDEWAYS }),
      body('cart', ORIGIN, [
        slide('slider', X, { limited: true, range: [-1, 1] }),
        rod(0.1, 0.1, { quat: SIDEWAYS }),
        body('pole', ORIGIN, [hinge('hinge', Y, { range: [-90, 90] }), capsule(ORIGIN, [0.001, 0, 0.6], 0.049)]),
      ]),
    ],
    actuators: [motor('slider', { gear: 100, ctrlrange: [-3, 3] })],
  });
