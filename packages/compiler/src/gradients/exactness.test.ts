import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { VemError } from '../errors.js';
import { kernelRecorders } from '../kernels/index.js';
import { withOwner } from '../record/owner.js';
import { record } from '../record/record.js';
import { type Body, differences, runCompiled, runEager, type Samples } from '../testing/parity.js';
import { detach } from './detach.js';

beforeAll(() => tf.setBackend('cpu'));

/** The gradient of Σ f in each operand, compiled; the eager one must agree. */
function slopes(
  operands: Readonly<Record<string, readonly number[]>>,
  f: (...xs: tf.Tensor[]) => tf.Tensor,
): number[][] {
  const samples: Samples = Object.fromEntries(
    Object.entries(operands).map(([name, values]) => [name, { shape: [values.length], dtype: 'float32', values }]),
  );
  const body: Body = (inputs) => {
    const xs = Object.values(inputs);
    const { grads } = tf.engine().gradients(() => tf.sum(f(...xs)), xs, undefined, true);
    return Object.fromEntries(
      Object.keys(inputs).map((name, index) => [name, grads[index] ?? tf.zerosLike(xs[index])]),
    );
  };
  const compiled = runCompiled(samples, body);
  expect(
    differences(
      compiled,
      runEager(samples, body),
      Object.fromEntries(Object.keys(operands).map((name) => [name, { relative: 1e-5 }])),
    ),
  ).toEqual([]);
  return Object.values(compiled).map(({ values }) => values.map((value) => value + 0));
}

const slope = (values: readonly number[], f: (x: tf.Tensor) => tf.Tensor) => slopes({ x: values }, f)[0];

function errorOf(run: () => unknown): VemError {
  try {
    run();
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('gradients at kinks and ties', () => {
  it('take one of the slopes', () => {
    expect(slope([-1, 0, 1], tf.abs)).toEqual([-1, 0, 1]);
    expect(slope([-1, 0, 1], tf.relu)).toEqual([0, 0, 1]);
    expect(slope([-1, 0, 6, 7], tf.relu6)).toEqual([0, 0, 1, 0]);
    expect(slope([-2, -1, 0, 1, 2], (x) => tf.clipByValue(x, -1, 1))).toEqual([0, 1, 1, 1, 0]);
    expect(slopes({ a: [1, 2, 3], b: [2, 2, 2] }, tf.maximum)).toEqual([
      [0, 1, 1],
      [1, 0, 0],
    ]);
    expect(slopes({ a: [1, 2, 3], b: [2, 2, 2] }, tf.minimum)).toEqual([
      [1, 1, 0],
      [0, 0, 1],
    ]);
  });

  it('are shared by equal extremes', () => {
    expect(slope([1, 3, 3, 2], (x) => tf.max(x))).toEqual([0, 0.5, 0.5, 0]);
    expect(slope([1, 1, 1, 2], (x) => tf.min(x)).map((value) => Math.fround(3 * value))).toEqual([1, 1, 1, 0]);
  });

  it('are finite where factors vanish', () => {
    expect(slope([0, 2, 3], (x) => tf.prod(x))).toEqual([6, 0, 0]);
    expect(slope([0, 0, 3], (x) => tf.prod(x))).toEqual([0, 0, 0]);
    expect(slopes({ a: [0, 0, 0, -2], b: [0, 1, 2, 3] }, tf.pow)).toEqual([
      [0, 1, 0, 12],
      [0, 0, 0, 0],
    ]);
  });

  it('are zero through what is constant in pieces', () => {
    const steps: ((x: tf.Tensor) => tf.Tensor)[] = [
      tf.floor,
      tf.ceil,
      tf.round,
      tf.sign,
      (x) => tf.step(x),
      tf.zerosLike,
      tf.onesLike,
      (x) => tf.cast(tf.cast(x, 'int32'), 'float32'),
      (x) => tf.cast(tf.greater(x, 0), 'float32'),
      (x) => tf.cast(tf.logicalOr(tf.isNaN(x), tf.isInf(x)), 'float32'),
      (x) => tf.cast(tf.any(tf.notEqual(x, 1)), 'float32'),
      (x) => tf.oneHot(tf.argMax(x), 3),
      (x) => tf.cast(tf.argMin(x), 'float32'),
      (x) => tf.cast(tf.topk(x, 2).indices, 'float32'),
    ];
    for (const step of steps) expect(slope([0.3, -1.2, 2.6], step)).toEqual([0, 0, 0]);
    expect(slope([0.5, -1, 2], (x) => tf.gather(x, tf.argMax(x)))).toEqual([0, 0, 1]);
  });

  it('stay right where squares overflow', () => {
    expect(slopes({ a: [1e20], b: [1e20] }, tf.div).map(([value]) => Math.abs(value / 1e-20))).toEqual([
      expect.closeTo(1, 5),
      expect.closeTo(1, 5),
    ]);
    expect(slope([90, -90, 200], tf.softplus).map((value) => (value < 1e-30 ? 0 : value))).toEqual([1, 0, 1]);
    expect(slope([-200, 200], tf.elu)).toEqual([0, 1]);
    expect(slope([-200, 200], tf.selu)[0]).toBe(0);
  });

  it('are empty for empty tensors', () => {
    expect(slope([], (x) => tf.exp(x))).toEqual([]);
    expect(slope([], (x) => tf.sum(tf.mul(x, 2)))).toEqual([]);
  });
});

describe('second derivatives', () => {
  /** d²/dx² of Σ f. */
  const second = (values: readonly number[], f: (x: tf.Tensor) => tf.Tensor) =>
    slope(values, (x) => tf.grad((v: tf.Tensor) => tf.sum(f(v)))(x));

  it('see through kernels that save their result', () => {
    const x = 1.3;
    expect(second([x], tf.exp)[0]).toBeCloseTo(Math.exp(x), 5);
    expect(second([x], (v) => tf.mul(tf.exp(v), v))[0]).toBeCloseTo((2 + x) * Math.exp(x), 4);
    expect(second([x], tf.tanh)[0]).toBeCloseTo(-2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2), 5);
  });

  it('exist at third order', () => {
    const third = (f: (x: tf.Tensor) => tf.Tensor) =>
      second([0.7], (x) => tf.grad((v: tf.Tensor) => tf.sum(f(v)))(x))[0];
    expect(third(tf.exp)).toBeCloseTo(Math.exp(0.7), 4);
    expect(third((x) => tf.pow(x, 4))).toBeCloseTo(24 * 0.7, 4);
    expect(third((x) => tf.elu(tf.neg(x)))).toBeCloseTo(-Math.exp(-0.7), 4);
  });

  it('are refused where tfjs would take an intermediate result for a constant', () => {
    const crossEntropy = (x: tf.Tensor) => tf.losses.softmaxCrossEntropy(tf.tensor2d([[1, 0]]), tf.reshape(x, [1, 2]));
    expect(slope([0.2, 0.5], crossEntropy)[0]).toBeCloseTo(-0.5744, 4);
    expect(errorOf(() => second([0.2, 0.5], crossEntropy))).toMatchObject({ code: 'VEM_SECOND_ORDER_MISSING' });
  });
});

describe('detach', () => {
  it('shares the data and stops gradients', () => {
    expect(slope([2, 3], (x) => tf.mul(x, detach(x)))).toEqual([2, 3]);
    expect(slope([2, 3], (x) => tf.mul(detach(tf.topk(x, 2).values), x))).toEqual([3, 2]);
    const samples: Samples = { x: { shape: [1], dtype: 'float32', values: [1.5] } };
    const hidden = (v: tf.Tensor) => detach(tf.square(v));
    const body: Body = ({ x }) => ({ y: hidden(x), inner: tf.grad((v: tf.Tensor) => tf.sum(tf.mul(hidden(v), v)))(x) });
    expect(runCompiled(samples, body).y.values).toEqual([2.25]);
    expect(runCompiled(samples, body).inner.values).toEqual([2.25]);
    expect(differences(runCompiled(samples, body), runEager(samples, body))).toEqual([]);
  });

  it('adds no node and keeps no tensor', () => {
    const graph = record({
      name: 'detach',
      inputs: { x: { shape: [1], dtype: 'float32' } },
      body: ({ x }) => ({ y: detach(detach(x)) }),
    });
    expect(graph.nodes).toEqual([]);
    const x = tf.tensor1d([1, 2]);
    const { numTensors, numDataBuffers } = tf.memory();
    tf.tidy(() => {
      tf.add(detach(x), detach(tf.exp(x)));
    });
    expect([...tf.tidy(() => detach(x)).dataSync()]).toEqual([1, 2]);
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual([numTensors + 1, numDataBuffers]);
    x.dispose();
  });
});

describe('a missing gradient', () => {
  const einsum = (x: tf.Tensor) => withOwner('critic', () => tf.einsum('i,i->', x, x));

  it('names kernel, owner and program', () => {
    const program = {
      name: 'test/program',
      inputs: { x: { shape: [2], dtype: 'float32' } },
      body: ({ x }) => ({ y: tf.grad(einsum)(x) }),
    } as const satisfies Parameters<typeof record>[0];
    expect(errorOf(() => record(program))).toMatchObject({
      code: 'VEM_GRADIENT_MISSING',
      received: 'Einsum',
      slot: 'critic',
      path: 'test/program',
    });
    expect(errorOf(() => tf.tidy(() => tf.grad(einsum)(tf.tensor1d([1, 2]))))).toMatchObject({
      code: 'VEM_GRADIENT_MISSING',
      received: 'Einsum',
    });
  });

  it('does not matter for what is detached', () => {
    expect(slope([1, 2], (x) => tf.mul(detach(einsum(x)), x))).toEqual([5, 5]);
  });
});

describe('installed gradients', () => {
  it('exist for every kernel that is recorded, with these exceptions', () => {
    const isMissing = (kernelName: string) => {
      try {
        tf.getGradient(kernelName).gradFunc([], [], {});
      } catch (error) {
        return error instanceof VemError && error.code === 'VEM_GRADIENT_MISSING';
      }
      return false;
    };
    const names = kernelRecorders.map(({ kernelName }) => kernelName);
    // Constants have no operands; tf.fused.matMul brings its own gradient.
    expect(names.filter(isMissing).sort()).toEqual(['Cumprod', 'Einsum', 'Fill', 'LinSpace', 'Range', '_FusedMatMul']);
    expect(new Set(names).size).toBe(names.length);
  });

  it('stay in force when another package registers its own', () => {
    tf.registerGradient({ kernelName: 'Exp', gradFunc: (dy) => ({ x: () => tf.mul(dy as tf.Tensor, 7) }) });
    expect(slope([0], tf.exp)).toEqual([1]);
  });
});
