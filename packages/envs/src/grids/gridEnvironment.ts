import {
  type DeclaredTables,
  type Dynamics,
  type ObservationSpace,
  observationSpace,
  type TablesDescription,
  writeTables,
} from '@vem/framework';
import { z } from 'zod';
import type { GridMap } from './gridMap.js';
import { DIRECTIONS, type GridRules, gridOutcomes, moveOn } from './gridMoves.js';
import { gridView } from './gridView.js';

/** Options that every grid has. */
export const gridOptions = {
  observe: z
    .enum(['state', 'coordinates'])
    .default('state')
    .describe(
      '`state`: the cell, one-hot, as tables need it; `coordinates`: column and row, each −1 … 1, for networks',
    ),
  startAt: z
    .enum(['start', 'anywhere'])
    .default('start')
    .describe('where episodes start: at the start of the map, or in any free cell, all alike'),
};

type GridOptions = z.output<z.ZodObject<typeof gridOptions>>;

export const gridObservation = ({ observe }: GridOptions, { rows, columns }: GridMap): ObservationSpace =>
  observe === 'state' ? observationSpace({ state: rows * columns }) : observationSpace({ position: 2 });

const isFree = ({ cellOf }: GridMap, state: number) => cellOf(state) === 'free';

function showCell(
  { rows, columns }: GridMap,
  observe: GridOptions['observe'],
  state: number,
  observation: Float32Array,
) {
  if (observe === 'state') {
    observation.fill(0);
    observation[state] = 1;
    return;
  }
  const within = (index: number, count: number) => (count === 1 ? 0 : (2 * index) / (count - 1) - 1);
  observation[0] = within(state % columns, columns);
  observation[1] = within(Math.floor(state / columns), rows);
}

/** Probability that an episode starts in a state. */
function startOf(map: GridMap, startAt: GridOptions['startAt']): (state: number) => number {
  if (startAt === 'start') return (state) => (state === map.start ? 1 : 0);
  let free = 0;
  for (let state = 0; state < map.rows * map.columns; state++) if (isFree(map, state)) free++;
  return (state) => (isFree(map, state) ? 1 / free : 0);
}

/** The grid as tables: every cell is a state, walls and cliffs too, though nobody is ever there. */
export function gridTables(id: string, rules: GridRules, { observe, startAt }: GridOptions): DeclaredTables {
  const { map } = rules;
  const states = map.rows * map.columns;
  const description = (): TablesDescription => ({
    states,
    actions: DIRECTIONS.length,
    outcomes: (state, action, add) => gridOutcomes(rules, state, action, add),
    terminal: (state) => map.cellOf(state) === 'goal',
    start: startOf(map, startAt),
  });
  return {
    states,
    write: () => writeTables(id, description()),
    observe: (state, observation) => showCell(map, observe, state, observation),
    picture: {
      columns: map.columns,
      directions: DIRECTIONS,
      cellOf: map.cellOf,
    },
  };
}

/** State: the cell. Steps are drawn from the same outcomes as the tables are written from. */
export function gridDynamics(rules: GridRules, { observe, startAt }: GridOptions): Dynamics<'finite'> {
  const { map } = rules;
  const cells = map.rows * map.columns;
  const view = gridView(map);
  return {
    stateSize: 1,
    ...(view ? { view } : {}),
    reset(state, stream) {
      state[0] = map.start;
      while (startAt === 'anywhere') {
        state[0] = stream.integer(cells);
        if (isFree(map, state[0])) return;
      }
    },
    step(state, action, outcome, stream) {
      state[0] = moveOn(rules, state[0], action, outcome, stream);
      outcome.terminated = map.cellOf(state[0]) === 'goal';
    },
    observe: (state, observation) => showCell(map, observe, state[0], observation),
  };
}
