import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Streams } from '../random/streams.js';
import { copied } from '../testing/examinedEnvironment.js';
import { defineEnvironment } from './defineEnvironment.js';
import type { VectorEnvironment } from './environment.js';
import { box, finite, observationSpace } from './spaces.js';
import { vectorise } from './vectorise.js';

/** A walk that starts at a random place and ends beyond `edge`. The observation also shows the steps of the episode. */
const walk = defineEnvironment({
  id: 'Walk',
  description: 'a test environment',
  source: 'test',
  config: z.strictObject({
    edge: z.number().default(3),
    limit: z.number().default(5),
    noise: z.number().default(0),
    start: z.number().default(0.5),
  }),
  observation: observationSpace({ place: 1, steps: 1 }),
  action: box({ low: [-1], high: [2] }),
  timeLimit: ({ limit }) => limit,
  create: ({ edge, noise, start }) => ({
    stateSize: 2,
    reset(state, stream) {
      state[0] = start * stream.uniform();
    },
    step(state, action, outcome, stream) {
      state[0] += action[0] + noise * stream.normal();
      state[1] += 1;
      outcome.reward = action[0];
      outcome.terminated = state[0] > edge;
    },
    observe(state, observation) {
      observation[0] = state[0];
      observation[1] = state[1];
    },
  }),
});

/** Three actions; 0 breaks the reward, 1 the observation, 2 forgets the reward, 3 is fine. */
const broken = defineEnvironment({
  id: 'Broken',
  description: 'a test environment',
  source: 'test',
  config: z.strictObject({}),
  observation: observationSpace({ fine: 2, odd: 3 }),
  action: finite(4),
  create: () => ({
    stateSize: 1,
    reset() {},
    step(state, action, outcome) {
      if (action !== 2) outcome.reward = action === 0 ? Number.NEGATIVE_INFINITY : 1;
      state[0] = action === 1 ? Number.NaN : 1;
    },
    observe(state, observation) {
      observation.fill(0);
      observation[3] = state[0];
    },
  }),
});

const stream = (seed: number) => new Streams(seed).stream('environment');
const actions = (...values: number[]) => Float32Array.from(values);

const record = (environment: VectorEnvironment, action: Float32Array | Int32Array) => copied(environment.step(action));

describe('a step of several copies', () => {
  it('hands out the final observation and that of the new episode where one terminated', () => {
    const environment = walk({ start: 0 }).create(2, stream(1));
    environment.reset();
    record(environment, actions(2, 1));
    const step = record(environment, actions(2, 1));
    expect(step).toEqual({
      reward: [2, 1],
      terminated: [1, 0],
      truncated: [0, 0],
      next: [4, 2, 2, 2],
      observation: [0, 0, 2, 2],
    });
  });

  it('truncates at the time limit, with the final observation, and starts again', () => {
    const environment = walk({ start: 0, limit: 3 }).create(1, stream(1));
    environment.reset();
    const flags = Array.from({ length: 7 }, () => record(environment, actions(0.25)));
    expect(flags.map((step) => step.truncated[0])).toEqual([0, 0, 1, 0, 0, 1, 0]);
    expect(flags.every((step) => step.terminated[0] === 0)).toBe(true);
    expect(flags[2].next).toEqual([0.75, 3]);
    expect(flags[2].observation).toEqual([0, 0]);
  });

  it('calls a termination at the time limit a termination only', () => {
    const environment = walk({ start: 0, limit: 2 }).create(1, stream(1));
    environment.reset();
    record(environment, actions(2));
    expect(record(environment, actions(2))).toMatchObject({ terminated: [1], truncated: [0] });
  });

  it('forgets the termination of one copy before it steps the next', () => {
    const once = defineEnvironment({
      id: 'Once',
      description: 'sets the flag only where the episode ends',
      source: 'test',
      config: z.strictObject({}),
      observation: observationSpace({ x: 1 }),
      action: finite(2),
      create: () => ({
        stateSize: 1,
        reset() {},
        step(_state, action, outcome) {
          outcome.reward = 0;
          if (action === 1) outcome.terminated = true;
        },
        observe: (_state, observation) => observation.fill(0),
      }),
    });
    const environment = once().create(3, stream(1));
    environment.reset();
    expect(record(environment, Int32Array.of(1, 0, 1)).terminated).toEqual([1, 0, 1]);
    expect(record(environment, Int32Array.of(0, 1, 0)).terminated).toEqual([0, 1, 0]);
  });

  it('never ends an episode without limit and termination', () => {
    const environment = broken().create(1, stream(1));
    environment.reset();
    for (let i = 0; i < 2000; i++) expect(record(environment, Int32Array.of(3)).truncated).toEqual([0]);
  });

  it('keeps copies apart: each copy of N behaves as one that is alone', () => {
    const script = (t: number, copy: number) => 0.4 * copy + 0.3 * (t % 3) - 0.2;
    const together = walk({ start: 0 }).create(4, stream(1));
    together.reset();
    const alone = Array.from({ length: 4 }, () => walk({ start: 0 }).create(1, stream(2)));
    for (const environment of alone) environment.reset();
    for (let t = 0; t < 50; t++) {
      const step = record(together, actions(...alone.map((_, copy) => script(t, copy))));
      const single = alone.map((environment, copy) => record(environment, actions(script(t, copy))));
      for (const key of ['reward', 'terminated', 'truncated', 'next', 'observation'] as const) {
        expect(step[key]).toEqual(single.flatMap((one) => one[key]));
      }
    }
  });

  it('agrees with a plain loop over any actions and time limit', () => {
    const scripts = fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(scripts, fc.integer({ min: 1, max: 9 }), (script, limit) => {
        const environment = walk({ start: 0, limit }).create(1, stream(1));
        environment.reset();
        let [place, steps] = [0, 0];
        for (const wanted of script) {
          const taken = Math.min(Math.max(wanted, -1), 2);
          place += taken;
          steps += 1;
          const terminated = place > 3;
          const truncated = !terminated && steps === limit;
          const final = [Math.fround(place), steps];
          if (terminated || truncated) [place, steps] = [0, 0];
          expect(record(environment, actions(wanted))).toEqual({
            reward: [taken],
            terminated: [Number(terminated)],
            truncated: [Number(truncated)],
            next: final,
            observation: [Math.fround(place), steps],
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('reuses its arrays', () => {
    const environment = walk().create(3, stream(1));
    const first = environment.reset();
    const step = environment.step(actions(0, 0, 0));
    const { observation_NO } = step;
    expect(environment.step(actions(0, 0, 0))).toBe(step);
    expect(observation_NO).toBe(first);
    expect(environment.reset()).toBe(first);
  });
});

describe('actions', () => {
  it.each([
    { given: 7, taken: 2 },
    { given: Number.POSITIVE_INFINITY, taken: 2 },
    { given: -1.5, taken: -1 },
    { given: 0.5, taken: 0.5 },
  ])('of a box are clipped: $given becomes $taken', ({ given, taken }) => {
    const environment = walk().create(1, stream(1));
    environment.reset();
    expect(environment.step(actions(given)).reward_N[0]).toBe(taken);
  });

  it('that are NaN are refused, with the copy', () => {
    const environment = walk().create(2, stream(1));
    environment.reset();
    expect(() => environment.step(actions(0, Number.NaN))).toThrow(
      expect.objectContaining({
        code: 'VEM_ENVIRONMENT_ACTION',
        message: expect.stringMatching(/"Walk".*entry 0.*NaN for copy 1/),
      }),
    );
  });

  it.each([-1, 4, 1.5, Number.NaN])('of a finite space must be indices, not %s', (index) => {
    const environment = broken().create(1, stream(1));
    environment.reset();
    expect(() => environment.step(actions(index))).toThrow(
      expect.objectContaining({ code: 'VEM_ENVIRONMENT_ACTION', message: expect.stringContaining('from 0 to 3') }),
    );
  });

  it('must be as many as the copies need', () => {
    const environment = walk().create(2, stream(1));
    environment.reset();
    expect(() => environment.step(actions(0))).toThrow(expect.objectContaining({ code: 'VEM_ENVIRONMENT_ACTION' }));
  });
});

describe('the guard against numbers that are not finite', () => {
  it.each([
    { action: 0, what: 'the reward must be finite; received -Infinity' },
    { action: 1, what: 'the observation\'s "odd[1]" must be finite; received NaN' },
    { action: 2, what: 'the reward must be finite; received NaN' },
  ])('names environment, what, copy and step after action $action', ({ action, what }) => {
    const environment = broken().create(3, stream(1));
    environment.reset();
    environment.step(Int32Array.of(3, 3, 3));
    expect(() => environment.step(Int32Array.of(3, 3, action))).toThrow(
      expect.objectContaining({
        code: 'VEM_ENVIRONMENT_NOT_FINITE',
        message: expect.stringContaining(`Environment "Broken": ${what} from copy 2 at step 2`),
      }),
    );
  });

  it('also watches the first observation', () => {
    const environment = walk({ start: Number.MAX_VALUE }).create(1, stream(1));
    expect(() => environment.reset()).toThrow(
      expect.objectContaining({ code: 'VEM_ENVIRONMENT_NOT_FINITE', message: expect.stringContaining('at step 0') }),
    );
  });
});

describe('state', () => {
  const options = { noise: 0.3, limit: 4 };
  const script = (t: number) => actions(Math.sin(t), 1.5 * Math.cos(2 * t), 0.5);
  const play = (environment: VectorEnvironment, from: number) =>
    Array.from({ length: 40 }, (_, t) => record(environment, script(from + t)));

  it('depends on the seed alone', () => {
    const run = (seed: number) => {
      const environment = walk(options).create(3, stream(seed));
      return [[...environment.reset()], play(environment, 0)];
    };
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  it('continues bit for bit in the middle of episodes, in another process and stream', () => {
    const environment = walk(options).create(3, stream(5));
    environment.reset();
    for (let t = 0; t < 6; t++) environment.step(script(t));
    const saved = environment.state();
    const expected = play(environment, 6);

    const resumed = walk(options).create(3, stream(77));
    const observation = resumed.reset();
    resumed.restore(structuredClone(saved));
    const place = (copy: number) => [observation[2 * copy], observation[2 * copy + 1]];
    for (let copy = 0; copy < 3; copy++) {
      expect(place(copy)).toEqual([...Float32Array.from(saved.arrays.state.slice(2 * copy, 2 * copy + 2))]);
    }
    expect(play(resumed, 6)).toEqual(expected);
  });

  it('is a copy, which later steps do not change', () => {
    const environment = walk(options).create(3, stream(5));
    environment.reset();
    const saved = environment.state();
    const before = structuredClone(saved);
    environment.step(script(0));
    expect(saved).toEqual(before);
  });

  it('of an environment that has not started is restored as such', () => {
    const saved = walk().create(1, stream(5)).state();
    const environment = walk().create(1, stream(6));
    environment.reset();
    environment.restore(saved);
    expect(() => environment.step(actions(0))).toThrow(
      expect.objectContaining({ code: 'VEM_ENVIRONMENT_NOT_STARTED' }),
    );
    expect([...environment.reset()]).toEqual([...walk().create(1, stream(5)).reset()]);
  });

  it('of another number of copies is refused', () => {
    const saved = walk().create(2, stream(5)).state();
    expect(() => walk().create(3, stream(5)).restore(saved)).toThrow(
      expect.objectContaining({ code: 'VEM_ENVIRONMENT_STATE', path: 'state' }),
    );
  });
});

describe('life', () => {
  it('begins with reset and ends with dispose', () => {
    const environment = walk().create(1, stream(1));
    const notStarted = expect.objectContaining({ code: 'VEM_ENVIRONMENT_NOT_STARTED' });
    expect(() => environment.step(actions(0))).toThrow(notStarted);
    environment.reset();
    environment.step(actions(0));
    environment.dispose();
    expect(() => environment.step(actions(0))).toThrow(notStarted);
  });

  it('ends once, frees what the dynamics hold, and does not begin again', () => {
    let freed = 0;
    const blueprint = walk.blueprint(walk.parse());
    const held = { ...blueprint.dynamics(), dispose: () => void freed++ };
    const environment = vectorise(blueprint.spec, held, 1, stream(1));
    environment.reset();
    const saved = environment.state();
    environment.dispose();
    environment.dispose();
    expect(freed).toBe(1);
    expect(() => vectorise(blueprint.spec, held, 0, stream(1))).toThrow();
    expect(freed).toBe(2);
    const notStarted = expect.objectContaining({ code: 'VEM_ENVIRONMENT_NOT_STARTED' });
    expect(() => environment.reset()).toThrow(notStarted);
    expect(() => environment.restore(saved)).toThrow(notStarted);
  });

  it.each([0, -1, 1.5, Number.NaN])('needs a positive number of copies, not %s', (count) => {
    expect(() => walk().create(count, stream(1))).toThrow(expect.objectContaining({ code: 'VEM_ENVIRONMENT_COUNT' }));
  });
});
