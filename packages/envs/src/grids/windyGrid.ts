import { defineEnvironment, finite } from '@vem/framework';
import { z } from 'zod';
import { gridDynamics, gridObservation, gridOptions, gridTables } from './gridEnvironment.js';
import { mapOf } from './gridMap.js';
import { CALM, type GridRules, type Gust } from './gridMoves.js';

const MAP = mapOf(['..........', '..........', '..........', 'S......G..', '..........', '..........', '..........']);

/** Cells by which the wind of each column carries a step upwards. */
const STRENGTH = [0, 0, 0, 1, 1, 1, 2, 2, 1, 0];

const config = z.strictObject({
  ...gridOptions,
  stochastic: z
    .boolean()
    .default(false)
    .describe(
      'whether wind, where there is some, is one cell stronger or weaker a third of the time each (exercise 6.10)',
    ),
  goalReward: z.number().default(0).describe('added to the reward of the step that reaches the goal'),
  timeLimit: z.int().positive().nullable().default(200).describe('steps until truncation; null: none'),
});

const steady: readonly (readonly Gust[])[] = STRENGTH.map((rows) => [{ columns: 0, rows: -rows, probability: 1 }]);
const gusty = STRENGTH.map((strength): readonly Gust[] =>
  strength === 0 ? CALM : [-1, 0, 1].map((more) => ({ columns: 0, rows: -strength - more, probability: 1 / 3 })),
);

const rulesOf = ({ stochastic, goalReward }: z.output<typeof config>): GridRules => ({
  map: MAP,
  slip: 0,
  windIn: (column) => (stochastic ? gusty : steady)[column],
  stepReward: -1,
  goalReward,
  cliffReward: 0,
});

/**
 * `WindyGrid`. 7 × 10 cells; actions up, right, down, left. Wind of the column that a step begins in carries it upwards by 0 to
 * 2 cells, on some tries by one more or less. Every step costs 1 until the goal ends the episode.
 */
export const windyGrid = defineEnvironment({
  id: 'WindyGrid',
  description: 'Reach a goal across a wind, steady or stochastic',
  source: 'Sutton and Barto 2018, example 6.5 and exercise 6.10, with four actions',
  config,
  observation: (options) => gridObservation(options, MAP),
  action: finite(4),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  model: (options) => ({ tables: gridTables('WindyGrid', rulesOf(options), options) }),
  create: (options) => gridDynamics(rulesOf(options), options),
});
