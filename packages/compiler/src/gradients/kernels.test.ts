import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compute, type DifferentiableCase, differentiableCases } from '../testing/differentiable.js';
import { type Body, close, differences, type Results, runCompiled, runEager, type Samples } from '../testing/parity.js';

/** Weights that have nothing in common with the points. */
const weight = (index: number) => Math.sin(1.7 * index + 0.6) + 0.3;

/** Σ weight · (y + y²/2): its second derivative sees kernels that are linear, too. */
function lossOf(y: tf.Tensor): tf.Tensor {
  const weights = tf.tensor(
    Float32Array.from({ length: y.size }, (_, index) => weight(index)),
    y.shape,
  );
  return tf.sum(tf.mul(weights, tf.add(y, tf.mul(tf.square(y), 0.5))));
}

const gradientsOf = (f: () => tf.Tensor, xs: tf.Tensor[]) =>
  tf
    .engine()
    .gradients(f, xs, undefined, true)
    .grads.map((slope, index): tf.Tensor => slope ?? tf.zerosLike(xs[index]));

const named = (prefix: string, tensors: readonly tf.Tensor[]) =>
  Object.fromEntries(tensors.map((tensor, index) => [`${prefix}${index}`, tensor]));

const direction = (x: tf.Tensor, operand: number) =>
  tf.tensor(
    Float32Array.from({ length: x.size }, (_, index) => weight(index + 10 * operand + 3)),
    x.shape,
  );

const values =
  (compute: Compute): Body =>
  (inputs) => ({ y: compute(...Object.values(inputs)) });

/** The gradient of the loss. */
const first =
  (compute: Compute): Body =>
  (inputs) => {
    const xs = Object.values(inputs);
    return named(
      'd',
      gradientsOf(() => lossOf(compute(...xs)), xs),
    );
  };

/** The gradient of the loss and the gradient of its derivative in a fixed direction. */
const both =
  (compute: Compute): Body =>
  (inputs) => {
    const xs = Object.values(inputs);
    const directional = () => {
      const slopes = gradientsOf(() => lossOf(compute(...xs)), xs);
      return tf.addN(slopes.map((slope, operand) => tf.sum(tf.mul(slope, direction(slope, operand)))));
    };
    return { ...first(compute)(inputs, () => xs[0]), ...named('h', gradientsOf(directional, xs)) };
  };

const flat = (results: Results, prefix: string) =>
  Object.entries(results).flatMap(([name, result]) => (name.startsWith(prefix) ? [...result.values] : []));

const lossInDouble = (results: Results) =>
  results.y.values.reduce((sum, y, index) => sum + weight(index) * (y + (y * y) / 2), 0);

const slopeInDouble = (results: Results) =>
  Object.values(results).reduce(
    (sum, { values: slopes }, operand) =>
      sum + slopes.reduce((part, slope, index) => part + slope * Math.fround(weight(index + 10 * operand + 3)), 0),
    0,
  );

/**
 * Derivatives in three directions by central differences of fourth order of a float64 sum of float32 results:
 * truncation about h⁴, rounding about 1e-7 / h.
 */
function finiteDifferences(samples: Samples, f: (samples: Samples) => number): number[] {
  const h = 2 ** -7;
  return [0, 1, 2].map((probe) => {
    const at = (offset: number) => f(mapValues(samples, (x, index) => x + offset * probeOf(probe, index)));
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
  });
}

/** The same derivatives from a gradient. */
const alongProbes = (slopes: readonly number[]) =>
  [0, 1, 2].map((probe) => slopes.reduce((sum, slope, index) => sum + slope * probeOf(probe, index), 0));

const probeOf = (probe: number, index: number) => Math.cos(2.3 * index + 1.9 * probe);

/** Changes all operands; the index runs on through them. */
function mapValues(samples: Samples, change: (x: number, index: number) => number): Samples {
  let index = 0;
  const entries = Object.entries(samples).map(([name, { values: point, ...spec }]) => [
    name,
    { ...spec, values: point.map((x) => change(x, index++)) },
  ]);
  return Object.fromEntries(entries);
}

/** Distinct numbers, at least 0.1 apart from each other and 0.3 from 0, so that kinks and ties are far from finite differences. */
const points = ({ shapes, domain = (x) => x }: DifferentiableCase) => {
  const sizes = shapes.map((shape) => tf.util.sizeFromShape([...shape]));
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const grid = Array.from({ length: 20 }, (_, index) => (index % 2 ? -1 : 1) * (0.3 + 0.13 * Math.floor(index / 2)));
  return fc.shuffledSubarray(grid, { minLength: count, maxLength: count }).map((chosen): Samples => {
    const numbers = chosen.map((x) => Math.fround(domain(x)));
    return Object.fromEntries(
      shapes.map((shape, operand) => {
        const from = sizes.slice(0, operand).reduce((sum, size) => sum + size, 0);
        return [`x${operand}`, { shape, dtype: 'float32', values: numbers.slice(from, from + sizes[operand]) }];
      }),
    );
  });
};

function expectClose(actual: readonly number[], expected: readonly number[]) {
  const scale = Math.max(1, ...expected.map(Math.abs));
  const bad = expected.flatMap((value, index) =>
    close(actual[index], value, { relative: 3e-4, absolute: 2e-4 * scale }) ? [] : [[index, actual[index], value]],
  );
  expect(bad).toEqual([]);
}

describe.each(Object.entries(differentiableCases))('the gradient of %s', (_, given) => {
  it('is right at first and second order, compiled and eager', () => {
    fc.assert(
      fc.property(points(given), (samples) => {
        const eager = runEager(samples, both(given.compute));
        expectClose(
          alongProbes(flat(eager, 'd')),
          finiteDifferences(samples, (at) => lossInDouble(runEager(at, values(given.compute)))),
        );
        expectClose(
          alongProbes(flat(eager, 'h')),
          finiteDifferences(samples, (at) => slopeInDouble(runEager(at, first(given.compute)))),
        );
        const tolerance = { relative: 2e-5, absolute: 2e-5 };
        const compiled = runCompiled(samples, both(given.compute));
        expect(
          differences(compiled, eager, Object.fromEntries(Object.keys(eager).map((name) => [name, tolerance]))),
        ).toEqual([]);
      }),
      { numRuns: 2, seed: 20261120 },
    );
  });
});
