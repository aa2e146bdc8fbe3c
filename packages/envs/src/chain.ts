import { defineEnvironment, finite, observationSpace, type TablesDescription, writeTables } from '@vem/framework';
import { z } from 'zod';
import type { TabularModel } from './tabularModel.js';

const config = z.strictObject({
  states: z.int().min(2).default(3).describe('length of the chain'),
  success: z.number().min(0).max(1).default(0.8).describe('probability that a move happens; else the state stays'),
  goalReward: z.number().default(1).describe('reward per step taken in the last state'),
  rightCost: z.number().default(0.1).describe('cost of each step to the right'),
  start: z.enum(['first', 'uniform']).default('first').describe('where episodes start'),
  timeLimit: z.int().positive().nullable().default(100).describe('steps until truncation; null: one endless episode'),
});

export type ChainOptions = z.input<typeof config>;

/**
 * `Chain`. States 0 … n − 1 in a row, observed one-hot; actions 0 left, 1 right. A move succeeds with probability .8 and
 * stops at the ends. The reward depends on state and action alone: +1 in the last state, −.1 for going right. The
 * problem never terminates; the time limit only truncates.
 */
export const chain = defineEnvironment({
  id: 'Chain',
  description: 'Walk along a short chain to its rewarding end',
  source: 'Analytic problem; its soft values are known',
  config,
  observation: ({ states }) => observationSpace({ state: states }),
  action: finite(2),
  timeLimit: ({ timeLimit }) => timeLimit ?? undefined,
  model: (options) => ({
    tables: {
      states: options.states,
      write: () => writeTables('Chain', movesOf(options)),
      observe: (state, observation) =>
        observation.forEach((_, s) => {
          observation[s] = s === state ? 1 : 0;
        }),
      picture: {
        columns: options.states,
        directions: [
          [-1, 0],
          [1, 0],
        ],
      },
    },
  }),
  create: ({ states, success, goalReward, rightCost, start }) => ({
    stateSize: 1,
    reset(state, stream) {
      state[0] = start === 'uniform' ? stream.integer(states) : 0;
    },
    step(state, action, outcome, stream) {
      outcome.reward = (state[0] === states - 1 ? goalReward : 0) - (action === 1 ? rightCost : 0);
      if (stream.uniform() < success) state[0] = neighbour(state[0], action, states);
    },
    observe(state, observation) {
      for (let s = 0; s < states; s++) observation[s] = s === state[0] ? 1 : 0;
    },
  }),
});

/**
 * The chain's exact model.
 *
 * @throws VEM_ENVIRONMENT_OPTIONS as `chain` does.
 */
export function chainModel(options: ChainOptions = {}): TabularModel {
  const { states, success, goalReward, rightCost, start } = chain.parse(options);
  const all = Array.from({ length: states }, (_, s) => s);
  const eachMove = <Value>(value: (s: number, action: number, next: number) => Value) =>
    all.map((s) => [0, 1].map((action) => all.map((next) => value(s, action, next))));
  const transition = eachMove((s, action, next) => {
    const moved = neighbour(s, action, states) === next ? success : 0;
    return moved + (s === next ? 1 - success : 0);
  });
  const reward = eachMove((s, action, next) =>
    transition[s][action][next] > 0 ? (s === states - 1 ? goalReward : 0) - action * rightCost : 0,
  );
  return {
    states,
    actions: 2,
    transition,
    reward,
    terminal: all.map(() => false),
    start: all.map((s) => (start === 'uniform' ? 1 / states : s === 0 ? 1 : 0)),
  };
}

function movesOf({ states, success, goalReward, rightCost, start }: z.output<typeof config>): TablesDescription {
  return {
    states,
    actions: 2,
    outcomes: (state, action, add) => {
      const reward = (state === states - 1 ? goalReward : 0) - (action === 1 ? rightCost : 0);
      const next = neighbour(state, action, states);
      if (next === state) return add(state, 1, reward);
      add(next, success, reward);
      add(state, 1 - success, reward);
    },
    start: (state) => (start === 'uniform' ? 1 / states : state === 0 ? 1 : 0),
  };
}

function neighbour(state: number, action: number, states: number): number {
  return action === 1 ? Math.min(state + 1, states - 1) : Math.max(state - 1, 0);
}
