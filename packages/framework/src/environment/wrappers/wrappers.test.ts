import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Streams } from '../../random/streams.js';
import { defineEnvironment } from '../defineEnvironment.js';
import { meanReturnAtLeast } from '../solved.js';
import { box, observationSpace } from '../spaces.js';
import { withActionRepeat } from './actionRepeat.js';
import { withFrameStack } from './frameStack.js';
import { withHiddenParts } from './hiddenParts.js';
import { withTimeLimit } from './timeLimit.js';

const counter = defineEnvironment({
  id: 'Counter',
  description: 'counts its steps',
  source: 'test',
  config: z.strictObject({ end: z.number().default(100), noise: z.number().default(0) }),
  observation: observationSpace({ count: 1, last: 1 }),
  action: box({ low: [-1], high: [1] }),
  timeLimit: 10,
  solved: meanReturnAtLeast(1),
  create: ({ end, noise }) => ({
    stateSize: 2,
    reset(state, stream) {
      // A careless author: this fills whatever it is given.
      state.fill(0);
      state[1] = noise === 0 ? 0 : noise * stream.normal();
    },
    step(state, action, outcome, stream) {
      state[0] += 1;
      state[1] = action[0] + noise * stream.normal();
      outcome.reward = state[0];
      outcome.terminated = state[0] >= end;
    },
    observe(state, observation) {
      observation[0] = state[0];
      observation[1] = state[1];
    },
  }),
});

const stream = () => new Streams(1).stream('environment');
const half = Float32Array.of(0.5);

describe('withTimeLimit', () => {
  it('moves the limit and drops the criterion', () => {
    const short = withTimeLimit(counter, 2);
    expect(short()).toMatchObject({ spec: { id: 'Counter+timeLimit=2', timeLimit: 2, solved: undefined } });
    expect(short.kind).toBe('box');
    const environment = short().create(1, stream());
    environment.reset();
    expect(Array.from({ length: 4 }, () => environment.step(half).truncated_N[0])).toEqual([0, 1, 0, 1]);
  });

  it('can take the limit away', () => {
    const endless = withTimeLimit(counter, undefined);
    expect(endless.id).toBe('Counter+timeLimit=none');
    const environment = endless().create(1, stream());
    environment.reset();
    for (let i = 0; i < 50; i++) expect(environment.step(half).truncated_N[0]).toBe(0);
  });

  it('keeps the options, and refuses a limit that is none', () => {
    const environment = withTimeLimit(counter, 5)({ end: 1 }).create(1, stream());
    environment.reset();
    expect(environment.step(half).terminated_N[0]).toBe(1);
    expect(() => withTimeLimit(counter, 0)).toThrow(expect.objectContaining({ code: 'VEM_ENVIRONMENT_DEFINITION' }));
  });
});

describe('withActionRepeat', () => {
  it('adds up the rewards of the repeats', () => {
    const repeated = withActionRepeat(counter, 3);
    expect(repeated().spec).toMatchObject({ id: 'Counter+actionRepeat=3', timeLimit: 4 });
    const environment = repeated().create(1, stream());
    environment.reset();
    const steps = Array.from({ length: 4 }, () => {
      const { reward_N, truncated_N, nextObservation_NO } = environment.step(half);
      return [reward_N[0], truncated_N[0], nextObservation_NO[0]];
    });
    expect(steps).toEqual([
      [1 + 2 + 3, 0, 3],
      [4 + 5 + 6, 0, 6],
      [7 + 8 + 9, 0, 9],
      [10 + 11 + 12, 1, 12],
    ]);
  });

  it('stops at a termination', () => {
    const environment = withActionRepeat(counter, 3)({ end: 5 }).create(1, stream());
    environment.reset();
    environment.step(half);
    const step = environment.step(half);
    expect([step.reward_N[0], step.terminated_N[0], step.nextObservation_NO[0]]).toEqual([4 + 5, 1, 5]);
  });

  it('refuses a number of repeats that is none', () => {
    expect(() => withActionRepeat(counter, 0)).toThrow(expect.objectContaining({ code: 'VEM_ENVIRONMENT_COUNT' }));
  });
});

describe('withHiddenParts', () => {
  it('shows the other parts, and changes nothing else', () => {
    const partial = withHiddenParts(counter, ['count']);
    expect(partial()).toMatchObject({
      spec: { id: 'Counter+hidden=count', timeLimit: 10, observation: { parts: [{ name: 'last', size: 1 }], size: 1 } },
    });
    const whole = counter({ noise: 0.5 }).create(2, stream());
    const seen = partial({ noise: 0.5 }).create(2, stream());
    const last = (observation_NO: Float32Array) => [observation_NO[1], observation_NO[3]];
    expect([...seen.reset()]).toEqual(last(whole.reset()));
    for (let t = 0; t < 25; t++) {
      const [a, b] = [whole, seen].map((environment) => environment.step(Float32Array.of(0.5, -0.25)));
      expect([...b.observation_NO]).toEqual(last(a.observation_NO));
      expect([...b.nextObservation_NO]).toEqual(last(a.nextObservation_NO));
      expect([b.reward_N, b.truncated_N]).toEqual([a.reward_N, a.truncated_N]);
    }
  });

  it('needs parts that there are, and leaves some', () => {
    for (const hidden of [['speed'], ['count', 'last']])
      expect(() => withHiddenParts(counter, hidden)()).toThrow(
        expect.objectContaining({ code: 'VEM_ENVIRONMENT_PART' }),
      );
  });
});

describe('withFrameStack', () => {
  const stacked = withFrameStack(counter, 3);

  it('names the parts of older frames by their age', () => {
    const { parts, size } = stacked().spec.observation;
    expect(parts.map((part) => part.name)).toEqual(['count', 'last', 'count(-1)', 'last(-1)', 'count(-2)', 'last(-2)']);
    expect(size).toBe(6);
  });

  it('shows the newest frame first and starts with copies of the first', () => {
    const environment = stacked().create(2, stream());
    expect([...environment.reset()]).toEqual(Array(12).fill(0));
    const play = (...action: number[]) => [...environment.step(Float32Array.from(action)).nextObservation_NO];
    expect(play(0.5, -0.5)).toEqual([1, 0.5, 0, 0, 0, 0, 1, -0.5, 0, 0, 0, 0]);
    expect(play(0.25, 0)).toEqual([2, 0.25, 1, 0.5, 0, 0, 2, 0, 1, -0.5, 0, 0]);
    expect(play(0, 0)).toEqual([3, 0, 2, 0.25, 1, 0.5, 3, 0, 2, 0, 1, -0.5]);
    expect(play(0, 0)).toEqual([4, 0, 3, 0, 2, 0.25, 4, 0, 3, 0, 2, 0]);
  });

  it('forgets the frames of the episode before', () => {
    const environment = stacked({ end: 2 }).create(1, stream());
    environment.reset();
    environment.step(half);
    const step = environment.step(half);
    expect([...step.nextObservation_NO]).toEqual([2, 0.5, 1, 0.5, 0, 0]);
    expect([...step.observation_NO]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('continues bit for bit from a saved state', () => {
    const make = () => stacked({ noise: 0.1 }).create(2, stream());
    const action = Float32Array.of(0.1, 0.2);
    const environment = make();
    environment.reset();
    for (let i = 0; i < 4; i++) environment.step(action);
    const saved = environment.state();
    const play = (of: typeof environment) => Array.from({ length: 20 }, () => [...of.step(action).observation_NO]);
    const expected = play(environment);
    const resumed = make();
    resumed.restore(saved);
    expect(play(resumed)).toEqual(expected);
  });

  it('works together with other wrappers', () => {
    const both = withFrameStack(withActionRepeat(counter, 2), 2);
    expect(both.id).toBe('Counter+actionRepeat=2+frameStack=2');
    const environment = both().create(1, stream());
    environment.reset();
    environment.step(half);
    expect([...environment.step(half).nextObservation_NO]).toEqual([4, 0.5, 2, 0.5]);
  });

  it('refuses a number of frames that is none', () => {
    expect(() => withFrameStack(counter, 1.5)).toThrow(expect.objectContaining({ code: 'VEM_ENVIRONMENT_COUNT' }));
  });
});

describe('what an environment holds and loads', () => {
  const said: string[] = [];
  const heavy = defineEnvironment({
    id: 'Heavy',
    description: 'needs something loaded and freed',
    source: 'test',
    config: z.strictObject({}),
    observation: observationSpace({ nothing: 1 }),
    action: box({ low: [-1], high: [1] }),
    prepare: async () => void said.push('load'),
    create: () => ({
      stateSize: 1,
      reset() {},
      step() {},
      observe() {},
      dispose: () => void said.push('free'),
    }),
  });

  it.each([heavy, withTimeLimit(heavy, 3), withActionRepeat(heavy, 2), withFrameStack(heavy, 2)])(
    'is loaded and freed through $id',
    async (definition) => {
      said.length = 0;
      const factory = definition();
      await factory.prepare?.();
      factory.create(1, stream()).dispose();
      expect(said).toEqual(['load', 'free']);
    },
  );

  it('is nothing for an environment that needs no loading', () => {
    expect(counter()).not.toHaveProperty('prepare');
  });
});
