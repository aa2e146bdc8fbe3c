import { plane } from '../mjcf/bodies.js';
import { modelXml, motor } from '../mjcf/model.js';
import { planarLeg, planarLegJoints, planarTorso } from './planarLeg.js';

/** A planar body on one leg. */
export const hopperModel = (): string =>
  modelXml('hopper', {
    options: { angle: 'degree', timestep: 0.002, integrator: 'RK4' },
    joints: { armature: 1, damping: 1, limited: true },
    geoms: { contype: 1, conaffinity: 1, condim: 1, margin: 0.001, solimp: [0.8, 0.8, 0.01], solref: [0.02, 1] },
    world: [
      plane([20, 20, 0.125], { name: 'floor', condim: 3 }),
      planarTorso([planarLeg({ suffix: '', foot: { reach: 0.13, halfLength: 0.195, friction: 2 } })]),
    ],
    actuators: planarLegJoints('').map((joint) => motor(joint, { gear: 200, ctrlrange: [-1, 1] })),
  });
