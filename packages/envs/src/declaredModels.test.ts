import { actionWidth, type EnvironmentModel, environmentModelOf, Streams, type TransitionTables } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { chain } from './chain.js';
import { discreteBandit } from './discreteBandit.js';
import { cliff, corridor, openGrid, twoRooms, windyGrid } from './grids/index.js';
import { lqr } from './lqr.js';
import { riskyBet } from './riskyBet.js';

const COPIES = 64;
const STEPS = 300;

/** Small enough that every pair is tried often. */
const declared = {
  chain: chain({ states: 4, start: 'uniform' }),
  cliff: cliff({ wind: 0.3, slip: 0.2, startAt: 'anywhere', timeLimit: 5 }),
  'windy grid': windyGrid({ stochastic: true, startAt: 'anywhere', timeLimit: 5 }),
  'two rooms': twoRooms({ slip: 0.3, startAt: 'anywhere', timeLimit: 5 }),
  corridor: corridor({ length: 5, slip: 0.5 }),
  'open grid': openGrid({ rows: 3, columns: 4 }),
} as const;

/** Which state is observed. */
function reader({ tables }: EnvironmentModel, width: number): (observation: Float32Array) => number {
  const shown = new Map<string, number>();
  const observation = new Float32Array(width);
  for (let state = 0; state < tables!.states; state++) {
    tables!.observe(state, observation);
    shown.set(observation.join(), state);
  }
  return (seen) => shown.get(seen.join())!;
}

/** Probability and reward of a transition by the tables. */
function outcome(
  { actions, first_P, next_E, probability_E, reward_E }: TransitionTables,
  s: number,
  a: number,
  to: number,
) {
  const pair = s * actions + a;
  let probability = 0;
  const rewards = new Set<number>();
  for (let e = first_P[pair]; e < first_P[pair + 1]; e++) {
    if (next_E[e] !== to) continue;
    probability += probability_E[e];
    rewards.add(Math.fround(reward_E[e]));
  }
  return { probability, rewards };
}

describe('what environments declare as tables', () => {
  it.each(Object.entries(declared))('is how they move and pay: %s', (_name, factory) => {
    const model = environmentModelOf(factory);
    const tables = model.tables!.write();
    const { size } = factory.spec.observation;
    const stateOf = reader(model, size);
    const environment = factory.create(COPIES, new Streams(3).stream('environment'));
    const chooser = new Streams(4).stream('actions');
    const actions = actionWidth(factory.spec.action);
    const tries = new Map<number, number>();
    const counts = new Map<string, number>();
    let wrong = 0;
    let observation = environment.reset();
    for (let t = 0; t < STEPS; t++) {
      const from = Array.from({ length: COPIES }, (_, n) => stateOf(observation.subarray(n * size, (n + 1) * size)));
      const action = Int32Array.from({ length: COPIES }, () => chooser.integer(actions));
      const step = environment.step(action);
      for (let n = 0; n < COPIES; n++) {
        const to = stateOf(step.nextObservation_NO.subarray(n * size, (n + 1) * size));
        const { probability, rewards } = outcome(tables, from[n], action[n], to);
        const told = probability > 0 && rewards.has(Math.fround(step.reward_N[n]));
        if (!told || step.terminated_N[n] !== tables.terminal_S[to]) wrong++;
        const pair = from[n] * actions + action[n];
        tries.set(pair, (tries.get(pair) ?? 0) + 1);
        counts.set(`${pair} ${to}`, (counts.get(`${pair} ${to}`) ?? 0) + 1);
      }
      observation = step.observation_NO;
    }
    expect(wrong).toBe(0);
    let compared = 0;
    for (const [key, count] of counts) {
      const [pair, to] = key.split(' ').map(Number);
      const of = tries.get(pair)!;
      if (of < 60) continue;
      const { probability } = outcome(tables, Math.floor(pair / actions), pair % actions, to);
      // 5 standard errors: one of some hundred comparisons fails for less than one seed in a thousand.
      expect(Math.abs(count / of - probability)).toBeLessThanOrEqual(
        5 * Math.sqrt((probability * (1 - probability)) / of),
      );
      compared++;
    }
    expect(compared).toBeGreaterThan(8);
    environment.dispose();
  });

  it('starts episodes where they start', () => {
    for (const factory of [declared.cliff, declared['two rooms'], declared['open grid']]) {
      const model = environmentModelOf(factory);
      const { start_S, terminal_S } = model.tables!.write();
      const { size } = factory.spec.observation;
      const stateOf = reader(model, size);
      const observation = factory.create(512, new Streams(5).stream('environment')).reset();
      for (let n = 0; n < 512; n++) {
        const state = stateOf(observation.subarray(n * size, (n + 1) * size));
        expect(start_S[state]).toBeGreaterThan(0);
        expect(terminal_S[state]).toBe(0);
      }
    }
  });

  it('has one state that decides, in problems of one step', () => {
    expect(discreteBandit().model!.tables!.write().terminal_S).toEqual(Uint8Array.of(0, 1));
    const { reward_E, probability_E } = riskyBet().model!.tables!.write();
    expect([...reward_E.subarray(0, 3)]).toEqual([0, 10, -2]);
    expect([...probability_E.subarray(0, 3)]).toEqual([1, 0.1, 0.9]);
  });
});

describe('what LQR declares as a linear system', () => {
  it('is its options', () => {
    const system = lqr({ stateGain: 0.9, actionGain: 0.5, noiseVariance: 0.04, startDeviation: 2 }).model!.linear!();
    expect(system.stateGain.data[0]).toBe(0.9);
    expect(system.actionGain.data[0]).toBe(0.5);
    expect(system.noiseCovariance.data[0]).toBe(0.04);
    expect(system.startCovariance.data[0]).toBe(4);
  });
});

describe('grids', () => {
  it('are observed by coordinates too, which tables cannot be read by', () => {
    const factory = cliff({ observe: 'coordinates' });
    const observation = factory.create(1, new Streams(1).stream('environment')).reset();
    expect([...observation]).toEqual([-1, 1]);
  });

  it('of a million states are refused by their size where that does not fit', () => {
    const { write } = openGrid({ rows: 100_000, columns: 100_000 }).model!.tables!;
    expect(write).toThrow(expect.objectContaining({ code: 'VEM_MEMORY_LIMIT' }));
  });
});
