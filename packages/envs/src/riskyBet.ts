import { defineEnvironment, finite, observationSpace, writeTables } from '@vem/framework';
import { z } from 'zod';
import type { TabularModel } from './tabularModel.js';

const WIN_PROBABILITY = 0.1;
const WIN = 10;
const LOSS = -2;

/**
 * `RiskyBet`. One step: action 0 is safe and pays 0; action 1 pays +10 with probability .1 and −2 else. The bet loses on
 * average (−.8), but inference that also conditions the dynamics on success takes it.
 */
export const riskyBet = defineEnvironment({
  id: 'RiskyBet',
  description: 'One step: nothing for sure, or a bet that loses on average',
  source: 'Analytic problem; tells risk-neutral from risk-seeking inference (Levine 2018, arXiv:1805.00909)',
  config: z.strictObject({}),
  observation: observationSpace({ constant: 1 }),
  action: finite(2),
  timeLimit: 1,
  model: () => ({
    tables: {
      states: 4,
      write: () =>
        writeTables('RiskyBet', {
          states: 4,
          actions: 2,
          outcomes: (_state, action, add) => {
            if (action === 0) return add(1, 1, 0);
            add(2, WIN_PROBABILITY, WIN);
            add(3, 1 - WIN_PROBABILITY, LOSS);
          },
          terminal: (state) => state > 0,
          start: (state) => (state === 0 ? 1 : 0),
        }),
      observe: (_state, observation) => {
        observation[0] = 1;
      },
    },
  }),
  create: () => ({
    stateSize: 0,
    reset() {},
    step(_state, action, outcome, stream) {
      outcome.reward = action === 0 ? 0 : stream.uniform() < WIN_PROBABILITY ? WIN : LOSS;
      outcome.terminated = true;
    },
    observe(_state, observation) {
      observation[0] = 1;
    },
  }),
});

/** The bet's exact model. States: 0 the decision, 1 safe, 2 won, 3 lost; the last three end the episode. */
export function riskyBetModel(): TabularModel {
  const stay = (state: number) => [0, 1, 2, 3].map((next) => (next === state ? 1 : 0));
  const nothing = [0, 0, 0, 0];
  const ends = [1, 2, 3];
  return {
    states: 4,
    actions: 2,
    transition: [[stay(1), [0, 0, WIN_PROBABILITY, 1 - WIN_PROBABILITY]], ...ends.map((end) => [stay(end), stay(end)])],
    reward: [[nothing, [0, 0, WIN, LOSS]], ...ends.map(() => [nothing, nothing])],
    terminal: [false, true, true, true],
    start: [1, 0, 0, 0],
  };
}
