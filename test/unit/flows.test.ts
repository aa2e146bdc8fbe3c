import * as tf from '@tensorflow/tfjs-core';
import { Streams } from '@vem/framework';
import { type Bijection, composed, coupling, partOf, rationalQuadraticSpline, splineSize } from '@vem/posteriors';
import { describe, expect, it } from 'vitest';
import { array, engines, runProgram } from '../support/runProgram.js';

const BINS = 6;
const WIDTH = 5;

const normal = (name: string, shape: readonly number[], scale: number) => {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  new Streams(1).stream(name).fillNormal(values);
  return [...values].map((value) => scale * value);
};

/** A spline, or three coupling layers with conditioners of any weights. */
function flowOf(dimension: number): Bijection {
  if (dimension === 1) return rationalQuadraticSpline(tf.tensor2d([normal('spline', [splineSize(BINS)], 1)]), BINS);
  return composed(
    [0, 1, 2].map((layer) => {
      const part = partOf(dimension, layer);
      const given = (name: string, rows: number, columns: number) =>
        tf.tensor2d(normal(`${name}${layer}`, [rows, columns], 0.7), [rows, columns]);
      const [first, last] = [given('in', part.staying, WIDTH), given('out', WIDTH, 2 * part.moving)];
      return coupling(
        part,
        (stays) => {
          const [samples, rows] = stays.shape as [number, number];
          const hidden = tf.tanh(tf.matMul(tf.reshape(stays, [samples * rows, part.staying]), first));
          const moved = tf.reshape(tf.matMul(hidden, last), [samples, rows, 2 * part.moving]);
          const [raw_SBM, shift_SBM] = tf.split(moved, 2, 2);
          return { raw_SBM, shift_SBM };
        },
        2,
      );
    }),
  );
}

describe.each([1, 2, 3])('a flow of %d dimension(s)', (dimension) => {
  const points = 40;
  const shape = [points, 1, dimension];
  const x = array(shape, normal('points', shape, 2));

  it.each(Object.entries(engines))(
    'comes back through its inverse, with the opposite determinant (%s)',
    async (_name, open) => {
      const found = await runProgram(open, { x }, (given) => {
        const flow = flowOf(dimension);
        const there = flow.forward(given.x);
        const back = flow.inverse(there.point_SBA);
        return { back: back.point_SBA, sum: tf.add(there.logDeterminant_SB, back.logDeterminant_SB) };
      });
      for (const [i, value] of x.values.entries()) expect(Math.abs(found.back[i] - value)).toBeLessThan(2e-4);
      for (const value of found.sum) expect(Math.abs(value)).toBeLessThan(1e-3);
    },
  );

  it('has the determinant of its Jacobian', async () => {
    const { jacobian, logDeterminant } = await runProgram(engines.compiled, { x }, (given) => {
      const entry = (output: number) => (point: tf.Tensor) =>
        tf.sum(tf.slice(flowOf(dimension).forward(point).point_SBA, [0, 0, output], [points, 1, 1]));
      const rows = Array.from({ length: dimension }, (_, output) => tf.grad(entry(output))(given.x));
      return { jacobian: tf.stack(rows, 2), logDeterminant: flowOf(dimension).forward(given.x).logDeterminant_SB };
    });
    for (let p = 0; p < points; p++) {
      const own = jacobian.slice(p * dimension ** 2, (p + 1) * dimension ** 2);
      expect(Math.abs(Math.log(Math.abs(determinant(own, dimension))) - logDeterminant[p])).toBeLessThan(1e-3);
    }
  });
});

it.each([1, 2])(
  'the density of Gaussian noise through it adds up to 1 on a grid (%d dimensions)',
  async (dimension) => {
    const [size, edge] = [dimension === 1 ? 4001 : 161, 12];
    const step = (2 * edge) / (size - 1);
    const at = (i: number) => -edge + i * step;
    const values = Array.from({ length: size ** dimension }, (_, i) =>
      dimension === 1 ? [at(i)] : [at(Math.floor(i / size)), at(i % size)],
    ).flat();
    const { logProb } = await runProgram(
      engines.compiled,
      { y: array([size ** dimension, 1, dimension], values) },
      ({ y }) => {
        const { point_SBA, logDeterminant_SB } = flowOf(dimension).inverse(y);
        const base_SB = tf.sum(tf.sub(tf.mul(-0.5, tf.square(point_SBA)), 0.5 * Math.log(2 * Math.PI)), -1);
        return { logProb: tf.add(base_SB, logDeterminant_SB) };
      },
    );
    const mass = logProb.reduce((sum, value) => sum + Math.exp(value), 0) * step ** dimension;
    expect(Math.abs(mass - 1)).toBeLessThan(0.01);
  },
);

/** Of a matrix of up to three rows. */
function determinant(m: readonly number[], size: number): number {
  if (size === 1) return m[0];
  if (size === 2) return m[0] * m[3] - m[1] * m[2];
  const minor = (i: number, j: number) => m[3 + i] * m[6 + j] - m[3 + j] * m[6 + i];
  return m[0] * minor(1, 2) - m[1] * minor(0, 2) + m[2] * minor(0, 1);
}
