import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { VemError } from '../errors.js';
import type { Loss, LossProgram, Tensors } from '../program.js';
import { record } from '../record/record.js';
import { differences, runCompiled, runEager, type Samples } from '../testing/parity.js';
import { differentiate } from './differentiate.js';

beforeAll(() => tf.setBackend('cpu'));

const samples = {
  w: { shape: [2], dtype: 'float32', values: [1, 2] },
  v: { shape: [], dtype: 'float32', values: [3] },
  q: { shape: [2], dtype: 'float32', values: [-1, 0.5] },
  unused: { shape: [1], dtype: 'float32', values: [7] },
  x: { shape: [2], dtype: 'float32', values: [0.5, -2] },
} as const satisfies Samples;

const loss = (group: string, value: tf.Tensor): Loss => ({ group, value, rows: 'mean' });

const programOf = (body: (tensors: Tensors) => { losses: Loss[]; outputs?: Tensors }): LossProgram => ({
  name: 'test/program',
  inputs: Object.fromEntries(Object.entries(samples).map(([name, { shape, dtype }]) => [name, { shape, dtype }])),
  groups: { actor: ['w', 'v', 'unused'], critic: ['q'] },
  body: (tensors) => ({ outputs: {}, ...body(tensors) }),
});

/** Compiled results; the eager ones must agree. */
function run(program: LossProgram) {
  const { body } = differentiate(program);
  const compiled = runCompiled(samples, body);
  expect(
    differences(
      compiled,
      runEager(samples, body),
      Object.fromEntries(Object.keys(compiled).map((name) => [name, { relative: 1e-5 }])),
    ),
  ).toEqual([]);
  return Object.fromEntries(
    Object.entries(compiled).map(([name, { values }]) => [name, values.map((value) => value + 0)]),
  );
}

function errorOf(act: () => unknown): VemError {
  try {
    act();
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('differentiate', () => {
  it('yields outputs, losses and the gradients of each group', () => {
    const results = run(
      programOf(({ w, v, q, x }) => {
        const scaled = tf.mul(tf.mul(w, x), v); // [1.5, -12]
        return {
          losses: [loss('actor', tf.sum(tf.mul(scaled, q))), loss('critic', tf.sum(tf.square(tf.sub(q, scaled))))],
          outputs: { scaled },
        };
      }),
    );
    expect(results).toEqual({
      scaled: [1.5, -12],
      'loss/actor': [-7.5],
      'gradient/w': [-1.5, -3],
      'gradient/v': [-2.5],
      'gradient/unused': [0],
      'loss/critic': [6.25 + 156.25],
      'gradient/q': [-5, 25],
    });
  });

  it('adds the losses of a group', () => {
    const results = run(
      programOf(({ q, x }) => ({ losses: [loss('critic', tf.sum(tf.mul(q, x))), loss('critic', tf.sum(q))] })),
    );
    expect(results).toEqual({ 'loss/critic': [-2], 'gradient/q': [1.5, -1] });
  });

  it('accepts a loss that is an input, and gradients within the body', () => {
    expect(run(programOf(({ v }) => ({ losses: [loss('actor', v)] })))).toMatchObject({
      'loss/actor': [3],
      'gradient/v': [1],
      'gradient/w': [0, 0],
    });
    const inner = run(
      programOf(({ v }) => ({
        losses: [loss('actor', tf.grad((t: tf.Tensor) => tf.exp(tf.mul(t, 0.5)))(v) as tf.Scalar)],
      })),
    );
    expect(inner['gradient/v'][0]).toBeCloseTo(0.25 * Math.exp(1.5), 4);
  });

  it('runs the body once, whatever the number of groups', () => {
    let calls = 0;
    const program = programOf(({ v, q }) => {
      calls++;
      return { losses: [loss('actor', v), loss('critic', tf.sum(q))] };
    });
    record(differentiate(program));
    expect(calls).toBe(1);
  });

  it('accepts a program without losses', () => {
    expect(run(programOf(({ x }) => ({ losses: [], outputs: { y: tf.neg(x) } })))).toEqual({ y: [-0.5, 2] });
  });

  it('frees its tape, also after errors', () => {
    const { w, v, q, x } = Object.fromEntries(
      Object.entries(samples).map(([name, { values, shape }]) => [name, tf.tensor([...values], [...shape])]),
    );
    const before = tf.memory().numTensors;
    const good = differentiate(
      programOf(({ w, x }) => ({ losses: [loss('actor', tf.sum(tf.softmax(tf.mul(w, x))))] })),
    );
    tf.dispose(tf.tidy(() => good.body({ w, v, q, x, unused: v }, () => w)));
    const bad = differentiate(programOf(({ w, x }) => ({ losses: [loss('actor', tf.softmax(tf.mul(tf.exp(w), x)))] })));
    expect(() => tf.tidy(() => bad.body({ w, v, q, x, unused: v }, () => w))).toThrow(VemError);
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.engine().state).toMatchObject({ gradientDepth: 0, kernelDepth: 0, activeTape: null });
    tf.dispose([w, v, q, x]);
  });
});

describe('what differentiate refuses', () => {
  const codes: Readonly<
    Record<string, readonly [string, (tensors: Tensors) => { losses: Loss[]; outputs?: Tensors }]>
  > = {
    'an undeclared group': ['VEM_LOSS_GROUP_UNKNOWN', ({ v }) => ({ losses: [loss('prior', v)] })],
    'a loss that is a vector': ['VEM_LOSS_NOT_SCALAR', ({ w }) => ({ losses: [loss('actor', w)] })],
    'a loss that is an integer': ['VEM_LOSS_NOT_SCALAR', ({ v }) => ({ losses: [loss('actor', tf.cast(v, 'int32'))] })],
    'a loss that reaches nothing of its group': [
      'VEM_LOSS_UNREACHED',
      ({ q }) => ({ losses: [loss('actor', tf.sum(q))] }),
    ],
    'a second loss that reaches nothing': [
      'VEM_LOSS_UNREACHED',
      ({ q, v }) => ({ losses: [loss('actor', v), loss('actor', tf.sum(q))] }),
    ],
    'an output named like a gradient': [
      'VEM_OUTPUT_NAME_TAKEN',
      ({ v }) => ({ losses: [], outputs: { 'gradient/w': v } }),
    ],
  };

  it.each(Object.entries(codes))('%s', (_, [code, body]) => {
    expect(errorOf(() => record(differentiate(programOf(body))))).toMatchObject({ code, path: 'test/program' });
  });

  it('groups of anything but float32 inputs', () => {
    const program = { ...programOf(() => ({ losses: [] })), groups: { actor: ['w', 'absent'] } };
    expect(errorOf(() => differentiate(program))).toMatchObject({
      code: 'VEM_GROUP_INPUT_INVALID',
      received: 'no such input',
    });
    const integers = { ...program, inputs: { w: { shape: [1], dtype: 'int32' } }, groups: { actor: ['w'] } } as const;
    expect(errorOf(() => differentiate(integers)).received).toBe('int32');
  });
});
