/** What a cell is: where one can be, a wall, a place that ends the episode or that throws back to the start. */
export type Cell = 'free' | 'wall' | 'goal' | 'cliff';

/** A grid of cells, row by row from the top; state s is the cell in row ⌊s / columns⌋ and column s mod columns. */
export interface GridMap {
  readonly rows: number;
  readonly columns: number;
  /** Of every state. */
  readonly cellOf: (state: number) => Cell;
  /** Where episodes start. */
  readonly start: number;
}

const CELLS: Readonly<Record<string, Cell>> = { '.': 'free', S: 'free', '#': 'wall', G: 'goal', C: 'cliff' };

/** A drawn map: `.` free, `#` wall, `S` start, `G` goal, `C` cliff. */
export function mapOf(drawing: readonly string[]): GridMap {
  const columns = drawing[0].length;
  const cells = drawing.join('');
  return {
    rows: drawing.length,
    columns,
    cellOf: (state) => CELLS[cells[state]],
    start: cells.indexOf('S'),
  };
}
