import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEnvironment, finite, observationSpace } from '../environment/index.js';
import { Streams } from '../random/streams.js';
import type { EvaluationManner } from '../slots/behaviour.js';
import { evaluate } from './evaluate.js';

/** Episodes of 1, 2, 3, 1, 2, 3 … steps with reward 1 each. */
const staircase = defineEnvironment({
  id: 'Staircase',
  description: 'Episodes of one, two and three steps',
  source: 'test',
  config: z.strictObject({}),
  observation: observationSpace({ step: 1 }),
  action: finite(2),
  solved: {
    description: 'three steps',
    episodes: 3,
    behaviour: 'mode',
    value: (episodes) => episodes.length,
    passed: (value) => value >= 3,
  },
  create: () => {
    let length = 0;
    return {
      stateSize: 2,
      reset(state) {
        length = (length % 3) + 1;
        state[1] = length;
      },
      step(state, _action, outcome) {
        state[0]++;
        outcome.reward = 1;
        outcome.terminated = state[0] === state[1];
      },
      observe(state, observation) {
        observation[0] = state[0];
      },
    };
  },
});

const play = (episodes: number, manner: EvaluationManner, maxEpisodeSteps?: number, cutEndless?: boolean) =>
  evaluate(
    { observation: new Float32Array(1), action: Float32Array.of(1, 0), run: () => undefined, start: () => undefined },
    staircase(),
    new Streams(1),
    episodes,
    manner,
    { maxEpisodeSteps, cutEndless },
  );

describe('evaluate', () => {
  it('plays whole episodes, one after the other, whatever their length', () => {
    const { returns, lengths, meanReturn, stdReturn } = play(6, 'mode');
    expect(returns).toEqual([1, 2, 3, 1, 2, 3]);
    expect(lengths).toEqual([1, 2, 3, 1, 2, 3]);
    expect(meanReturn).toBe(2);
    expect(stdReturn).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  it('judges only on the episodes that the criterion is defined on', () => {
    expect(play(3, 'mode').solved).toEqual({ value: 3, criterion: 'three steps', passed: true });
    expect(play(3, 'bestOfQ').solved).toBeDefined();
    expect(play(2, 'mode').solved).toBeUndefined();
    expect(play(3, 'sample').solved).toBeUndefined();
  });

  it('ends at an episode that does not', () => {
    expect(play(3, 'mode', 3).lengths).toEqual([1, 2, 3]);
    expect(() => play(3, 'mode', 2)).toThrow(
      expect.objectContaining({ code: 'VEM_EPISODE_ENDLESS', slot: 'environment', received: 2 }),
    );
  });

  it('cuts such an episode where that was asked for, counts it and begins the next', () => {
    expect(play(6, 'mode', 2, true)).toMatchObject({
      lengths: [1, 2, 2, 1, 2, 2],
      returns: [1, 2, 2, 1, 2, 2],
      cut: 2,
    });
    expect(play(3, 'mode', 1, true)).toMatchObject({ lengths: [1, 1, 1], cut: 2 });
    expect(play(3, 'mode', 3, true)).not.toHaveProperty('cut');
    expect(play(3, 'mode', undefined, true)).not.toHaveProperty('cut');
  });
});
