import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { VemError } from '../errors.js';
import type { Program } from '../program.js';
import { runCompiled } from '../testing/parity.js';
import { withOwner } from './owner.js';
import { record } from './record.js';

const inputs = { x: { shape: [2, 3], dtype: 'float32' } } as const;

const programOf = (body: Program['body']): Program => ({ name: 'test/program', inputs, body });

function errorOf(run: () => unknown): VemError {
  try {
    run();
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The error of a program whose body runs on behalf of slot › part. */
const failure = (body: (x: tf.Tensor) => tf.Tensor) =>
  errorOf(() => record(programOf(({ x }) => ({ y: withOwner('slot', () => withOwner('part', () => body(x))) }))));

/** A body that does something on the way. */
const after = (act: (x: tf.Tensor) => unknown) => (x: tf.Tensor) => {
  void act(x);
  return x;
};

beforeAll(async () => {
  await tf.setBackend('cpu');
  Object.assign(tf.backend(), { firstUse: false }); // else it advertises tfjs-node
});

describe('record', () => {
  it('turns kernels into nodes with owners, and numbers into constants', () => {
    const graph = record(programOf(({ x }) => ({ y: withOwner('prior', () => tf.add(tf.exp(x), 2)), x })));
    expect(graph.name).toBe('test/program');
    expect(graph.nodes.map(({ op, origin }) => [op, origin])).toEqual([
      ['Exp', 'prior › Exp'],
      ['Add', 'prior › Add'],
    ]);
    const [constant] = graph.constants.values();
    expect(constant).toEqual({ dtype: 'float32', shape: [], data: Float32Array.of(2), origin: 'prior › add' });
    expect([...graph.inputs.keys()]).toEqual(['x']);
    expect(graph.outputs.get('x')).toBe(graph.inputs.get('x'));
    expect(graph.values.get(graph.outputs.get('y')!)).toEqual({ dtype: 'float32', shape: [2, 3] });
  });

  it('gives gradients the owner of what they differentiate', () => {
    const graph = record(
      programOf(({ x }) => ({
        y: tf.grad((v: tf.Tensor) =>
          tf.sum(withOwner('critic', () => tf.tanh(withOwner('inner', () => tf.transpose(v))))),
        )(x),
      })),
    );
    const origins = graph.nodes.map(({ origin }) => origin);
    expect(origins).toContain('critic › Multiply');
    expect(origins.filter((origin) => origin === 'critic › inner › Transpose')).toHaveLength(2);
  });

  it('copies the values of constants', () => {
    const values = Float32Array.of(1, 2);
    const graph = record(programOf(() => ({ y: tf.tensor1d(values) })));
    values[0] = 5;
    expect([...graph.constants.values()][0].data).toEqual(Float32Array.of(1, 2));
  });

  it('takes tensors of other backends as constants, and leaves them where they are', () => {
    const outside = tf.tensor1d([1, 2, 3]);
    const body: Program['body'] = ({ x }) => ({ y: tf.add(x, outside), z: tf.mul(x, outside) });
    const graph = record(programOf(body));
    expect([...graph.constants.values()].map(({ data }) => [...data])).toEqual([[1, 2, 3]]);
    expect([...outside.dataSync()]).toEqual([1, 2, 3]);
    outside.dispose();
  });

  it('hands out one tensor per requested name, also from inside tf.tidy', () => {
    const spec = { shape: [2, 3], dtype: 'float32' } as const;
    const graph = record(
      programOf(({ x }, request) => {
        const once = tf.tidy(() => tf.add(x, request('noise', spec)));
        expect(request('noise', spec)).toBe(request('noise', spec));
        expect(request('x', spec)).toBe(x);
        return { y: tf.mul(once, request('noise', spec)) };
      }),
    );
    expect([...graph.inputSpecs]).toEqual([
      ['x', spec],
      ['noise', spec],
    ]);
  });

  it('restores backend and tensors, also after errors', () => {
    const bodies: Program['body'][] = [
      ({ x }) => ({ y: tf.grad((v: tf.Tensor) => tf.sum(tf.softmax(v)))(x) }),
      ({ x }) => ({ y: tf.grad((v: tf.Tensor) => tf.sum(tf.mul(tf.exp(v), tf.tensor1d(v.dataSync()))))(x) }),
      ({ x }) => ({ y: tf.variable(x) }),
      ({ x }) => ({ y: tf.variable(tf.exp(x)) }),
      () => {
        throw new Error('a bug');
      },
    ];
    for (const body of bodies) {
      const before = tf.memory().numTensors;
      try {
        record(programOf(body));
      } catch {}
      expect(tf.memory().numTensors).toBe(before);
      expect(tf.getBackend()).toBe('cpu');
      const { gradientDepth, kernelDepth, activeTape } = tf.engine().state;
      expect([gradientDepth, kernelDepth, activeTape ?? null]).toEqual([0, 0, null]);
      expect(Object.keys(tf.engine().registeredVariables)).toEqual([]);
    }
  });

  it('passes errors of the program on as they are', () => {
    expect(() => record(programOf(({ x }) => ({ y: tf.matMul(x, x) })))).toThrow(/inner shapes/);
  });

  it('may record within a recording', () => {
    const graph = record(
      programOf(({ x }) => {
        const inner = record({ name: 'inner', inputs, body: ({ x }) => ({ y: tf.exp(x) }) });
        expect(inner.nodes).toHaveLength(1);
        return { y: tf.neg(x) };
      }),
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Neg']);
  });

  it('works before a backend was selected', () => {
    const engine = tf.engine();
    Reflect.set(engine, 'backendName', undefined);
    Reflect.set(engine, 'backendInstance', null);
    record(programOf(({ x }) => ({ y: tf.neg(x) })));
    expect(engine.backendName).toBeUndefined();
    expect([...tf.neg(tf.tensor1d([1])).dataSync()]).toEqual([-1]);
    expect(tf.getBackend()).toBe('cpu');
  });
});

describe('what a program must not do', () => {
  const codes: Readonly<Record<string, readonly [string, (x: tf.Tensor) => tf.Tensor]>> = {
    'read values': ['VEM_VALUE_READ', (x) => tf.scalar(x.dataSync()[0])],
    'read values as arrays': ['VEM_VALUE_READ', (x) => tf.tensor(x.arraySync())],
    'read values later': ['VEM_VALUE_READ', after((x) => x.data())],
    'print values': ['VEM_VALUE_READ', after((x) => x.print())],
    'draw normal noise': ['VEM_RANDOM_IN_PROGRAM', (x) => tf.add(x, tf.randomNormal([2, 3]))],
    'draw uniform noise': ['VEM_RANDOM_IN_PROGRAM', () => tf.randomUniform([2, 3])],
    'draw integers': ['VEM_RANDOM_IN_PROGRAM', () => tf.randomUniformInt([2, 3], 0, 4)],
    'draw truncated noise': ['VEM_RANDOM_IN_PROGRAM', () => tf.truncatedNormal([2, 3])],
    'draw gamma noise': ['VEM_RANDOM_IN_PROGRAM', () => tf.randomGamma([2, 3], 1)],
    'draw by a function': ['VEM_RANDOM_IN_PROGRAM', () => tf.rand([2], () => 0.5)],
    'drop out': ['VEM_RANDOM_IN_PROGRAM', (x) => tf.dropout(x, 0.5)],
    'draw categories': ['VEM_RANDOM_IN_PROGRAM', (x) => tf.multinomial(x as tf.Tensor2D, 2)],
    'make variables': ['VEM_VARIABLE_IN_PROGRAM', (x) => tf.add(tf.variable(x), 1)],
    'make optimisers with state': [
      'VEM_VARIABLE_IN_PROGRAM',
      after((x) => tf.train.adam(0.1).minimize(() => tf.sum(x))),
    ],
    'use other kernels': ['VEM_KERNEL_UNSUPPORTED', (x) => tf.unique(tf.reshape(x, [6])).values],
    'use complex numbers': ['VEM_KERNEL_UNSUPPORTED', (x) => tf.complex(x, x)],
    'use strings': ['VEM_DATA_TYPE_UNSUPPORTED', () => tf.tensor(['text'])],
  };

  it.each(Object.entries(codes))('%s', (_, [code, body]) => {
    const error = failure(body);
    expect(error).toMatchObject({ code, slot: 'part', path: 'test/program' });
    expect(error.message).toContain('program "test/program", slot › part');
  });

  it('read or assign variables of the host', () => {
    const variable = tf.variable(tf.zeros([2, 3]));
    expect(failure((x) => tf.add(x, variable)).code).toBe('VEM_VARIABLE_IN_PROGRAM');
    variable.dispose();
  });

  it('use tensors of another recording', () => {
    let kept: tf.Tensor | undefined;
    record(
      programOf(({ x }) => {
        kept = tf.keep(tf.exp(x));
        return { y: kept };
      }),
    );
    expect(failure((x) => tf.add(x, kept!)).code).toBe('VEM_FOREIGN_TENSOR');
    expect(errorOf(() => kept!.dataSync()).code).toBe('VEM_NOT_RECORDING');
    kept?.dispose();
  });

  it('ask for one input with two shapes', () => {
    const error = errorOf(() =>
      record(
        programOf((_, request) => ({
          a: request('n', { shape: [1], dtype: 'float32' }),
          b: request('n', { shape: [2], dtype: 'float32' }),
        })),
      ),
    );
    expect(error).toMatchObject({ code: 'VEM_INPUT_CONFLICT', received: 'first float32 [1], then float32 [2]' });
    expect(
      errorOf(() => record(programOf((_, request) => ({ a: request('n', { shape: [-1], dtype: 'float32' }) })))).code,
    ).toBe('VEM_INPUT_SPEC_INVALID');
  });

  it('return anything but tensors', () => {
    const wrong = (result: unknown) => errorOf(() => record(programOf(() => result as never))).message;
    expect(wrong({ y: 3 })).toContain('output "y" must be a tensor – received 3');
    expect(wrong(undefined)).toContain('received undefined');
    expect(wrong(Promise.resolve({}))).toContain('received a promise');
  });

  it('names kernels of third parties', () => {
    expect(failure((x) => tf.engine().runKernel('Foreign', { x })).message).toContain('"Foreign" has none');
  });
});

describe('a compiled program', () => {
  it('has inputs that were requested and outputs that are inputs', () => {
    const samples = {
      x: { shape: [2], dtype: 'float32', values: [1, 2] },
      noise: { shape: [2], dtype: 'float32', values: [10, 20] },
    } as const;
    const results = runCompiled({ x: samples.x, noise: samples.noise }, ({ x }, request) => {
      const sum = tf.add(x, request('noise', { shape: [2], dtype: 'float32' }));
      return { sum, again: sum, x, seven: tf.scalar(7) };
    });
    expect(Object.fromEntries(Object.entries(results).map(([name, { values }]) => [name, values]))).toEqual({
      sum: [11, 22],
      again: [11, 22],
      x: [1, 2],
      seven: [7],
    });
  });
});
