import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detach } from '../gradients/detach.js';
import { type Body, differences, runCompiled, runEager } from '../testing/parity.js';
import { sample } from '../testing/samples.js';

/** Functions of two 2×3 matrices that keep numbers moderate, so that programs of many steps stay comparable. */
const steps: readonly ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[] = [
  (a) => tf.tanh(a),
  (a) => tf.sigmoid(a),
  (a) => tf.sin(a),
  (a) => tf.elu(a),
  (a) => tf.relu(a),
  (a) => tf.softmax(a),
  (a) => tf.clipByValue(a, -1, 1),
  (a) => tf.mul(a, 0.5),
  (a) => tf.sub(1, a),
  (a) => tf.neg(tf.square(tf.tanh(a))),
  (a) => tf.log(tf.add(tf.softplus(a), 1)),
  (a) => tf.reshape(tf.transpose(tf.reshape(a, [3, 2])), [2, 3]),
  (a) => tf.concat(tf.split(a, [1, 2], 1).reverse(), 1),
  (a) => tf.sub(a, tf.mean(a, 1, true)),
  (a) => tf.tile(tf.sum(tf.mul(a, 0.3), 0, true), [2, 1]),
  (a) => tf.where(tf.greater(a, 0.1), a, tf.mul(a, 0.2)),
  (a) =>
    tf.pad(tf.slice(a, [0, 1], [2, 2]), [
      [0, 0],
      [1, 0],
    ]),
  (a) => tf.mul(a, detach(tf.cast(tf.less(a, 0.5), 'float32'))),
  (a, b) => tf.add(a, b),
  (a, b) => tf.sub(tf.mul(0, a), b),
  (a, b) => tf.mul(tf.tanh(a), b),
  (a, b) => tf.maximum(a, b),
  (a, b) => tf.minimum(a, b),
  (a, b) => tf.div(a, tf.add(tf.abs(b), 1)),
  (a, b) => tf.mul(0.3, tf.matMul(tf.matMul(a, b, false, true), tf.tanh(a))),
  (a, b) => tf.relu(tf.add(tf.matMul(a, tf.matMul(tf.tanh(a), tf.tanh(b), true)), tf.mean(b, 0))),
];

/** Each step takes two earlier results; the loss is the sum of the last two. */
const plans = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(), fc.nat()), { minLength: 2, maxLength: 14 });

const perform = (plan: readonly (readonly [number, number, number])[], inputs: readonly tf.Tensor[]) => {
  const results = [...inputs];
  for (const [step, first, second] of plan) {
    results.push(steps[step](results[first % results.length], results[second % results.length]));
  }
  return results.slice(-2);
};

/** Without fast-check's preference for 0 and the bounds: exact cancellation puts relu and max on their kinks. */
const generic = fc.noBias(fc.integer({ min: -20_000, max: 20_000 })).map((value) => Math.fround(value / 10_007));

it('random programs and their gradients are the same compiled and eager', () => {
  const given = fc.record({
    plan: plans,
    x: sample([2, 3], 'float32', generic),
    y: sample([2, 3], 'float32', generic),
  });
  fc.assert(
    fc.property(given, ({ plan, x, y }) => {
      const body: Body = ({ x, y }) => {
        const [before, last] = perform(plan, [x, y]);
        const loss = () => tf.addN(perform(plan, [x, y]).map((result) => tf.sum(result)));
        const { grads } = tf.engine().gradients(loss, [x, y], undefined, true);
        return { before, last, dx: grads[0] ?? tf.zeros([2, 3]), dy: grads[1] ?? tf.zeros([2, 3]) };
      };
      const eager = runEager({ x, y }, body);
      const scale = Math.max(1, ...Object.values(eager).flatMap(({ values }) => values.map(Math.abs)));
      const tolerance = { relative: 1e-4, absolute: 2e-5 * scale };
      const tolerances = Object.fromEntries(Object.keys(eager).map((name) => [name, tolerance]));
      expect(differences(runCompiled({ x, y }, body), eager, tolerances)).toEqual([]);
    }),
    { numRuns: 60, seed: 20261120 },
  );
});
