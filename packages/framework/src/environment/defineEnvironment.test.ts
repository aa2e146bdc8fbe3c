import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineEnvironment, type EnvironmentDefinition } from './defineEnvironment.js';
import type { Dynamics } from './dynamics.js';
import type { EnvironmentFactory } from './environment.js';
import { meanReturnAtLeast } from './solved.js';
import { type ActionSpace, box, finite, type ObservationSpace, observationSpace } from './spaces.js';

const idle: Dynamics = {
  stateSize: 1,
  reset() {},
  step(_state, _action, outcome) {
    outcome.reward = 0;
  },
  observe() {},
};

const config = z.strictObject({
  width: z.number().positive().default(2).describe('half width'),
  parts: z.int().default(1),
  mode: z.enum(['easy', 'hard']).default('easy'),
});

const sized = defineEnvironment({
  id: 'Sized',
  description: 'spaces depend on options',
  source: 'test',
  config,
  observation: ({ parts }) => observationSpace({ part: parts }),
  action: ({ width }) => box({ low: [-width], high: [width] }),
  timeLimit: ({ mode }) => (mode === 'hard' ? 10 : undefined),
  solved: ({ mode }) => (mode === 'hard' ? meanReturnAtLeast(1) : undefined),
  create: () => idle,
});

describe('a defined environment', () => {
  it('carries what is known before it is called', () => {
    expect({ ...sized }).toMatchObject({
      id: 'Sized',
      description: 'spaces depend on options',
      source: 'test',
      kind: 'box',
    });
    expect(sized.config).toBe(config);
    expectTypeOf(sized).toEqualTypeOf<EnvironmentDefinition<'box', typeof config>>();
    expectTypeOf(sized.kind).toEqualTypeOf<'box'>();
    expectTypeOf(sized()).toEqualTypeOf<EnvironmentFactory>();
  });

  it('gives a specification from defaults or options', () => {
    expect(sized().spec).toEqual({
      id: 'Sized',
      observation: { parts: [{ name: 'part', size: 1 }], size: 1 },
      action: { kind: 'box', dimension: 1, low: [-2], high: [2] },
      timeLimit: undefined,
      solved: undefined,
    });
    const hard = sized({ mode: 'hard', width: 3, parts: 4 }).spec;
    expect(hard).toMatchObject({ timeLimit: 10, observation: { size: 4 }, action: { high: [3] } });
    expect(hard.solved?.description).toBe('mean return ≥ 1 over 100 episodes');
    expect(sized.create({ width: 3, parts: 4, mode: 'hard' }).spec.timeLimit).toBe(10);
  });

  it.each([
    { options: { widht: 3 }, path: '', text: /"widht"[\s\S]*Its options are: width, parts, mode\./ },
    { options: { width: -1 }, path: 'width', text: /expected number to be >0[\s\S]*width/ },
    { options: { mode: 'odd' }, path: 'mode', text: /"easy"\|"hard"/ },
  ])('refuses the options $options', ({ options, path, text }) => {
    const call = sized as (options: unknown) => EnvironmentFactory;
    expect(() => call(options)).toThrow(
      expect.objectContaining({
        code: 'VEM_ENVIRONMENT_OPTIONS',
        slot: 'environment',
        exitStatus: 2,
        received: options,
        path: path === '' ? undefined : path,
        message: expect.stringMatching(text),
      }),
    );
  });

  it('checks spaces that only certain options break', () => {
    expect(() => sized({ parts: 0 })).toThrow(expect.objectContaining({ code: 'VEM_ENVIRONMENT_DEFINITION' }));
  });
});

describe('a contradictory definition', () => {
  const define = (change: {
    config?: z.ZodObject;
    observation?: ObservationSpace;
    action?: ActionSpace;
    timeLimit?: number;
  }) =>
    defineEnvironment<ActionSpace, z.ZodObject>({
      id: 'Odd',
      description: '',
      source: '',
      config: z.strictObject({}),
      observation: observationSpace({ x: 1 }),
      action: finite(2),
      create: () => idle,
      ...change,
    });

  it.each([
    { what: 'no parts', change: { observation: observationSpace({}) }, text: 'parts with different names' },
    {
      what: 'a part twice',
      change: {
        observation: {
          parts: [
            { name: 'x', size: 1 },
            { name: 'x', size: 1 },
          ],
          size: 2,
        },
      },
      text: 'parts with different names',
    },
    { what: 'an empty part', change: { observation: observationSpace({ x: 0 }) }, text: 'at least one entry' },
    {
      what: 'a wrong size',
      change: { observation: { parts: [{ name: 'x', size: 1 }], size: 2 } },
      text: 'size of an observation',
    },
    { what: 'no action', change: { action: finite(0) }, text: 'at least one action' },
    {
      what: 'an endless box',
      change: { action: box({ low: [0], high: [Number.POSITIVE_INFINITY] }) },
      text: 'finite bounds',
    },
    { what: 'an empty box', change: { action: box({ low: [1], high: [1] }) }, text: 'low < high' },
    { what: 'a box without dimension', change: { action: box({ low: [], high: [] }) }, text: 'low < high' },
    { what: 'a broken time limit', change: { timeLimit: 2.5 }, text: 'whole number of steps' },
    { what: 'a required option', change: { config: z.strictObject({ a: z.number() }) }, text: 'has a default' },
    { what: 'lenient options', change: { config: z.object({}) }, text: 'strictObject' },
  ])('is refused at once: $what', ({ change, text }) => {
    expect(() => define(change)).toThrow(
      expect.objectContaining({ code: 'VEM_ENVIRONMENT_DEFINITION', message: expect.stringContaining(text) }),
    );
  });

  it('may not change the kind of its actions by option', () => {
    const environment = defineEnvironment<ActionSpace, typeof kinds>({
      id: 'Kinds',
      description: '',
      source: '',
      config: kinds,
      observation: observationSpace({ x: 1 }),
      action: ({ discrete }) => (discrete ? finite(2) : box({ low: [0], high: [1] })),
      create: () => idle,
    });
    expect(() => environment({ discrete: true })).toThrow(
      expect.objectContaining({ code: 'VEM_ENVIRONMENT_DEFINITION', message: expect.stringContaining('"box"') }),
    );
  });
  const kinds = z.strictObject({ discrete: z.boolean().default(false) });
});
