import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { engines, evaluated, evaluation } from '../maths/testing/engines.js';
import { batchRenormalised } from './batchNorm.js';

const EPSILON = 1e-3;
const X = [
  [0.3, -2],
  [1.1, 0.5],
  [-0.4, 4],
  [2.0, 1.5],
];

const statistics = (rows: readonly (readonly number[])[]) =>
  [0, 1].map((unit) => {
    const values = rows.map((row) => row[unit]);
    const mean = values.reduce((sum, value) => sum + value) / values.length;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
  });

/** Algorithm 1 of arXiv:1702.03275, unit by unit. */
function plainly(running: readonly { readonly mean: number; readonly variance: number }[], share: number): number[] {
  const batch = statistics(X);
  const std = (variance: number) => Math.sqrt(variance + EPSILON);
  return X.flatMap((row) =>
    row.map((x, unit) => {
      const [own, ran] = [batch[unit], running[unit]];
      const r = Math.min(3, Math.max(1 / 3, std(own.variance) / std(ran.variance)));
      const d = Math.min(5, Math.max(-5, (own.mean - ran.mean) / std(ran.variance)));
      return ((x - own.mean) / std(own.variance)) * (1 + share * (r - 1)) + share * d;
    }),
  );
}

const shapes = { x: [4, 2], mean: [2], variance: [2], share: [] };
const body = ({ x, mean, variance, share }: Readonly<Record<string, tf.Tensor>>) => {
  const own = tf.mean(x, 0);
  const batch = { mean: own, variance: tf.mean(tf.square(tf.sub(x, own)), 0) };
  return { y: batchRenormalised(x, batch, { mean, variance }, share) };
};
const inputsOf = (running: readonly { readonly mean: number; readonly variance: number }[], share: number) => ({
  x: X.flat(),
  mean: running.map(({ mean }) => mean),
  variance: running.map(({ variance }) => variance),
  share: [share],
});

const NEAR = [
  { mean: 0.5, variance: 0.6 },
  { mean: 0.7, variance: 5 },
];
/** Further from the batch than it is scaled and shifted. */
const FAR = [
  { mean: 9, variance: 0.01 },
  { mean: 1, variance: 400 },
];

describe.each(Object.entries(engines))('normalisation over the batch (%s)', (_name, open) => {
  it.each([
    ['as the batch is', NEAR, 0],
    ['halfway', NEAR, 0.5],
    ['renormalised', NEAR, 1],
    ['renormalised as far as it goes', FAR, 1],
  ])('is that of the algorithm: %s', async (_kind, running, share) => {
    const { y } = await evaluated(open, shapes, inputsOf(running, share), body);
    for (const [i, value] of plainly(running, share).entries()) expect(y[i]).toBeCloseTo(value, 4);
  });

  it('renormalised is what running statistics give, but not its gradient', async () => {
    const { y } = await evaluated(open, shapes, inputsOf(NEAR, 1), body);
    for (const [i, row] of X.entries())
      for (const [unit, x] of row.entries())
        expect(y[2 * i + unit]).toBeCloseTo((x - NEAR[unit].mean) / Math.sqrt(NEAR[unit].variance + EPSILON), 4);
    const slopes = await evaluation(open, shapes, (inputs) => ({
      slope: tf.grad((x: tf.Tensor) => tf.sum(tf.slice(body({ ...inputs, x }).y, [0, 0], [1, 1])))(inputs.x),
    }));
    const { slope } = slopes(inputsOf(NEAR, 1));
    slopes.dispose();
    // A row moves what all are normalised by: slopes of a unit sum to 0.
    expect(slope[2]).not.toBe(0);
    expect(slope[0] + slope[2] + slope[4] + slope[6]).toBeCloseTo(0, 4);
  });
});
