import {
  defineEnvironment,
  type EnvironmentSpec,
  environmentPlugin,
  finite,
  observationSpace,
  Streams,
  type TransitionTables,
  writeTables,
} from '@vem/framework';
import { z } from 'zod';

/** A world by its numbers; nothing ends but by the time limit. */
export interface World {
  /** [S][A][S] */
  readonly transition: readonly (readonly (readonly number[])[])[];
  /** [S][A] */
  readonly reward: readonly (readonly number[])[];
  /** [S] */
  readonly start: readonly number[];
  readonly timeLimit: NonNullable<EnvironmentSpec['timeLimit']>;
}

const drawn = (probabilities: readonly number[], uniform: number): number => {
  let left = uniform;
  const found = probabilities.findIndex((p) => {
    left -= p;
    return left < 0;
  });
  return found < 0 ? probabilities.length - 1 : found;
};

/** The same in sparse form. */
export const tablesOf = ({ transition, reward, start }: World): TransitionTables =>
  writeTables('TableWorld', {
    states: transition.length,
    actions: reward[0].length,
    outcomes: (s, a, add) => {
      for (const [next, p] of transition[s][a].entries()) add(next, p, reward[s][a]);
    },
    start: (s) => start[s],
  });

/** An environment that declares these tables, its states observed one-hot. */
export function tableWorld(world: World) {
  const { transition, reward, start, timeLimit } = world;
  const states = transition.length;
  const show = (state: number, observation: Float32Array) => {
    for (let s = 0; s < states; s++) observation[s] = s === state ? 1 : 0;
  };
  return environmentPlugin(
    defineEnvironment({
      id: 'TableWorld',
      description: 'A world by its numbers',
      source: 'Of a test',
      config: z.strictObject({}),
      observation: observationSpace({ state: states }),
      action: finite(reward[0].length),
      timeLimit,
      model: () => ({
        tables: {
          states,
          write: () => tablesOf(world),
          observe: show,
        },
      }),
      create: () => ({
        stateSize: 1,
        reset: (state, stream) => {
          state[0] = drawn(start, stream.uniform());
        },
        step: (state, action, outcome, stream) => {
          const chosen = action as number;
          outcome.reward = reward[state[0]][chosen];
          state[0] = drawn(transition[state[0]][chosen], stream.uniform());
        },
        observe: (state, observation) => show(state[0], observation),
      }),
    }),
  )();
}

/** A distribution over n, far from even. */
const uneven = (n: number, draw: () => number): number[] => {
  const weights = Array.from({ length: n }, () => -Math.log(1 - draw()));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
};

/**
 * Any world in which every action may lead anywhere.
 *
 * @param rewards - normal; of the states alone, or of each pair of state and action
 */
export function randomWorld(
  { states, actions, timeLimit }: { readonly states: number; readonly actions: number; readonly timeLimit: number },
  seed: number,
  rewards: 'states' | 'pairs',
): World {
  const stream = new Streams(seed).stream('world');
  const draw = () => stream.uniform();
  return {
    timeLimit,
    start: uneven(states, draw),
    transition: Array.from({ length: states }, () => Array.from({ length: actions }, () => uneven(states, draw))),
    reward: Array.from({ length: states }, () => {
      const own = stream.normal();
      return Array.from({ length: actions }, () => (rewards === 'states' ? own : stream.normal()));
    }),
  };
}

/** The same world where what is likeliest happens, and episodes start in the first state: the start is chance too. */
export const deterministic = (world: World): World => ({
  ...world,
  start: world.start.map((_, s) => (s === 0 ? 1 : 0)),
  transition: world.transition.map((ofState) =>
    ofState.map((p_S) => p_S.map((_, next) => (next === p_S.indexOf(Math.max(...p_S)) ? 1 : 0))),
  ),
});
