import type { Geom, View } from '@vem/framework';
import { box, COLOURS, fromAbove, place, sphere } from '../drawing.js';
import type { GridMap } from './gridMap.js';

/** Grids with more cells are not drawn. */
const DRAWN_CELLS = 900;

/** The map from above, x to the right, with a ball where the agent is; cells are 1 wide. */
export function gridView(map: GridMap): View | undefined {
  const { rows, columns } = map;
  if (rows * columns > DRAWN_CELLS) return undefined;
  const geoms: Geom[] = [
    { shape: 'plane', size: [columns / 2, rows / 2], colour: COLOURS.ground },
    sphere(0.3, COLOURS.body),
  ];
  const cells: number[] = [];
  const colours = { wall: COLOURS.fixed, goal: COLOURS.goal, cliff: COLOURS.second };
  for (let state = 0; state < rows * columns; state++) {
    const cell = map.cellOf(state);
    if (cell === 'free') continue;
    cells.push(state);
    geoms.push(box(0.48, 0.48, 0.05, colours[cell]));
  }
  const x = (state: number) => (state % columns) + 0.5 - columns / 2;
  const y = (state: number) => rows / 2 - Math.floor(state / columns) - 0.5;
  return {
    scene: { geoms, camera: fromAbove(1.3 * Math.max(rows, columns)), timeStep: 0.25 },
    pose(state, poses) {
      place(poses, 1, x(state[0]), y(state[0]), 0.3);
      for (const [i, cell] of cells.entries()) place(poses, 2 + i, x(cell), y(cell), 0);
    },
  };
}
