import type { Camera, Colour, Geom, View } from '@vem/framework';
import { COLOURS } from '../drawing.js';
import type { Simulation } from './simulation.js';

/** MuJoCo's numbers for shapes (mjtGeom). */
const SHAPES: Readonly<Record<number, Geom['shape']>> = {
  0: 'plane',
  2: 'sphere',
  3: 'capsule',
  4: 'ellipsoid',
  5: 'cylinder',
  6: 'box',
};
/** How many of MuJoCo's three sizes a shape has. */
const SIZES = { plane: 2, sphere: 1, capsule: 2, ellipsoid: 3, cylinder: 2, box: 3 } as const;
/** Neighbouring links are told apart by these. */
const LINKS: readonly Colour[] = [COLOURS.body, [0.36, 0.56, 0.96]];
/** Bodies that are somewhere to go. */
const GOALS = ['goal', 'target'];
/** Distance of the camera from what it follows, in multiples of the model's extent. */
const STANDOFF = 2.2;
const WORLD = 0;

/** Where the task is best seen from: along it, from above, or around a body that walks. */
export type Standpoint = Partial<Camera> & { readonly followed?: string };

/**
 * The view of a simulated task: MuJoCo's own geoms, where they are in a state's positions.
 *
 * @param period - seconds per step
 */
export function mujocoView(simulation: Simulation, period: number, standpoint: Standpoint = {}): View {
  const { nq } = simulation;
  const goals = GOALS.map((name) => simulation.body(name));
  const geoms = simulation.geoms.flatMap(({ type, size, body }, index) => {
    const shape = SHAPES[type];
    if (shape === undefined) return [];
    const link = goals.includes(body) ? COLOURS.goal : body === WORLD ? COLOURS.fixed : LINKS[body % LINKS.length];
    const colour: Colour = shape === 'plane' ? COLOURS.ground : link;
    return [{ index, body, geom: { shape, size: size.slice(0, SIZES[shape]), colour } }];
  });
  const { followed, ...camera } = standpoint;
  const follow = followed === undefined ? -1 : geoms.findIndex(({ body }) => body === simulation.body(followed));
  const scene = {
    geoms: geoms.map(({ geom }) => geom),
    camera: {
      target: [0, 0, 0.6] as const,
      distance: STANDOFF * simulation.extent,
      azimuth: 90,
      elevation: -15,
      ...camera,
      ...(follow < 0 ? {} : { follow }),
    },
    timeStep: period,
  };
  return {
    scene,
    pose(state, { position_G3, rotation_G9 }) {
      simulation.reset();
      simulation.arrays.qpos.set(state.subarray(0, nq));
      simulation.forward();
      const { geom_xpos, geom_xmat } = simulation.arrays;
      for (const [g, { index }] of geoms.entries()) {
        position_G3.set(geom_xpos.subarray(3 * index, 3 * index + 3), 3 * g);
        rotation_G9.set(geom_xmat.subarray(9 * index, 9 * index + 9), 9 * g);
      }
    },
  };
}
