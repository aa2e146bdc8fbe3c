import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Streams } from '../random/streams.js';
import { defineEnvironment } from './defineEnvironment.js';
import type { EnvironmentFactory, VectorEnvironment, VectorStep } from './environment.js';
import { guarded } from './guarded.js';
import { finite, observationSpace } from './spaces.js';

/** Two copies, three numbers to observe; made by hand, with what a test breaks. */
function handMade(broken: Partial<VectorStep>, first = new Float32Array(6)): EnvironmentFactory {
  const spec = {
    id: 'Foreign',
    observation: observationSpace({ position: 3 }),
    action: finite(2),
    timeLimit: undefined,
    solved: undefined,
  };
  const step: VectorStep = {
    reward_N: new Float64Array(2),
    terminated_N: new Uint8Array(2),
    truncated_N: new Uint8Array(2),
    nextObservation_NO: new Float32Array(6),
    observation_NO: new Float32Array(6),
    ...broken,
  };
  const environment: VectorEnvironment = {
    spec,
    count: 2,
    reset: () => first,
    step: () => step,
    state: () => ({ arrays: {}, stream: [] }),
    restore: () => undefined,
    dispose: () => undefined,
  };
  return { spec, create: () => environment };
}

const open = (factory: EnvironmentFactory) => guarded(factory, 2, new Streams(1).stream('environment'));
const ACTION = new Int32Array(2);

describe('an environment that was not made by defineEnvironment', () => {
  it('passes through while it keeps to its spec', () => {
    const environment = open(handMade({}));
    expect(environment.reset()).toHaveLength(6);
    expect(environment.step(ACTION).reward_N).toHaveLength(2);
  });

  it.each<[string, Partial<VectorStep>, string, string]>([
    [
      'an observation that is too short',
      { observation_NO: new Float32Array(4) },
      'VEM_ENVIRONMENT_SHAPE',
      '6 entries; received 4',
    ],
    ['too few rewards', { reward_N: new Float64Array(1) }, 'VEM_ENVIRONMENT_SHAPE', 'the reward must have 2 entries'],
    ['no ends', { terminated_N: new Uint8Array(0) }, 'VEM_ENVIRONMENT_SHAPE', '`terminated`'],
    [
      'a NaN reward',
      { reward_N: Float64Array.of(0, Number.NaN) },
      'VEM_ENVIRONMENT_NOT_FINITE',
      'NaN from copy 1 at step 1',
    ],
    [
      'an infinite observation',
      { nextObservation_NO: Float32Array.of(0, 0, 0, Number.POSITIVE_INFINITY, 0, 0) },
      'VEM_ENVIRONMENT_NOT_FINITE',
      'Infinity from copy 1 at step 1',
    ],
  ])('is stopped at %s', (_name, broken, code, says) => {
    const environment = open(handMade(broken));
    environment.reset();
    expect(() => environment.step(ACTION)).toThrow(
      expect.objectContaining({ code, slot: 'environment', message: expect.stringContaining(says) }),
    );
  });

  it('is stopped at its first observation', () => {
    expect(() => open(handMade({}, new Float32Array(3))).reset()).toThrow(
      expect.objectContaining({ code: 'VEM_ENVIRONMENT_SHAPE', received: 3 }),
    );
  });
});

it('one that leaves an entry of the observation unwritten is named, with the entry', () => {
  const forgetful = defineEnvironment({
    id: 'Forgetful',
    description: 'observes half of what it promised',
    source: 'test',
    config: z.strictObject({}),
    observation: observationSpace({ position: 1, velocity: 1 }),
    action: finite(2),
    create: () => ({
      stateSize: 1,
      reset: () => undefined,
      step: (_state, _action, outcome) => {
        outcome.reward = 0;
      },
      observe: (state, observation) => {
        observation[0] = state[0];
      },
    }),
  });
  expect(() => open(forgetful()).reset()).toThrow(
    expect.objectContaining({ code: 'VEM_ENVIRONMENT_NOT_FINITE', message: expect.stringContaining('"velocity"') }),
  );
});
