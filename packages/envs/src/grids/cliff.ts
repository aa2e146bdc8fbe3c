import { defineEnvironment, finite } from '@vem/framework';
import { z } from 'zod';
import { gridDynamics, gridObservation, gridOptions, gridTables } from './gridEnvironment.js';
import { mapOf } from './gridMap.js';
import type { GridRules, Gust } from './gridMoves.js';

const MAP = mapOf(['............', '............', '............', 'SCCCCCCCCCCG']);

const config = z.strictObject({
  ...gridOptions,
  cliffReward: z
    .number()
    .default(-100)
    .describe('reward of a step over the cliff, after which the agent is back at the start'),
  goalReward: z.number().default(0).describe('added to the reward of the step that reaches the goal'),
  wind: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('probability that the wind blows a step one cell down, towards the cliff'),
  slip: z.number().min(0).max(1).default(0).describe('probability that a move goes to one side instead, half to each'),
  timeLimit: z.int().positive().nullable().default(200).describe('steps until truncation; null: none'),
});

function rulesOf({ cliffReward, goalReward, wind, slip }: z.output<typeof config>): GridRules {
  const gusts: readonly Gust[] = [
    { columns: 0, rows: 0, probability: 1 - wind },
    { columns: 0, rows: 1, probability: wind },
  ];
  return { map: MAP, slip, windIn: () => gusts, stepReward: -1, goalReward, cliffReward };
}

/**
 * `Cliff`. 4 × 12 cells; actions up, right, down, left. Every step costs 1 until the goal at the other end of a cliff ends the
 * episode; a step over the cliff costs 100 and leads back to the start. The shortest way is along the edge.
 */
export const cliff = defineEnvironment({
  id: 'Cliff',
  description: 'Reach the goal at the other end of a cliff, along the edge or at a distance',
  source: 'Sutton and Barto 2018, example 6.6; wind and slips are options of this one',
  config,
  observation: (options) => gridObservation(options, MAP),
  action: finite(4),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  model: (options) => ({ tables: gridTables('Cliff', rulesOf(options), options) }),
  create: (options) => gridDynamics(rulesOf(options), options),
});
