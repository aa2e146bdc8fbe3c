import { plane } from '../mjcf/bodies.js';
import { modelXml, motor } from '../mjcf/model.js';
import { planarLeg, planarLegJoints, planarTorso } from './planarLeg.js';

const SUFFIXES = ['', '_left'] as const;

/** A planar body on two legs, which pass through each other. */
export const walker2dModel = (): string =>
  modelXml('walker2d', {
    options: { angle: 'degree', timestep: 0.002, integrator: 'RK4' },
    joints: { armature: 0.01, damping: 0.1, limited: true },
    geoms: { contype: 1, conaffinity: 0, condim: 3, density: 1000, friction: [0.7, 0.1, 0.1] },
    world: [
      plane([40, 40, 40], { name: 'floor', conaffinity: 1 }),
      planarTorso(
        SUFFIXES.map((suffix) => planarLeg({ suffix, foot: { reach: 0.2, halfLength: 0.1, friction: 1.9 } })),
      ),
    ],
    actuators: SUFFIXES.flatMap(planarLegJoints).map((joint) => motor(joint, { gear: 100, ctrlrange: [-1, 1] })),
  });
