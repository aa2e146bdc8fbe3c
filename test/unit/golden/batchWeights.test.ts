import * as tf from '@tensorflow/tfjs-core';
import { klDualLoss, topWeights } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/batchWeights.json' with { type: 'json' };
import { array, engines, runProgram } from '../../support/runProgram.js';

const { advantage, topFraction, eta, topRows, weights, bound, dual, optimalEta } = golden;
const COUNT = Math.floor(topFraction * advantage.length);

const close = (received: readonly number[], expected: readonly number[], digits = 5) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], digits);
};

for (const [name, open] of Object.entries(engines)) {
  describe(`weights over a batch on the ${name} engine`, () => {
    it('are those of the better half', async () => {
      const inputs = { advantage: array([advantage.length], advantage), eta: array([], [eta]) };
      const { weight_B, value_K, weight_K } = await runProgram(open, inputs, ({ advantage, eta }) => {
        const { logWeight_K, ...top } = topWeights(advantage, eta, COUNT);
        return { weight_B: top.weight_B, value_K: top.value_K, weight_K: tf.exp(logWeight_K) };
      });
      const expected = advantage.map((_, row) => weights[topRows.indexOf(row)] ?? 0);
      close(weight_B, expected, 6);
      close(weight_K, weights, 6);
      close(
        value_K,
        topRows.map((row) => advantage[row]),
      );
      expect(Math.abs(weight_B.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-6);
    });

    it('have the dual of their bound on the half alone, with its minimum where the divergence is the bound', async () => {
      const slopeAndValue = async (temperature: number) => {
        const inputs = { advantage: array([advantage.length], advantage), eta: array([], [temperature]) };
        return runProgram(open, inputs, ({ advantage, eta }) => {
          const { value_K } = topWeights(advantage, eta, COUNT);
          const loss = (x: tf.Tensor) =>
            klDualLoss(x, bound, tf.expandDims(value_K, 1), tf.fill([COUNT, 1], -Math.log(COUNT)));
          return { value: loss(eta), slope: tf.grad(loss)(eta) };
        });
      };
      close((await slopeAndValue(eta)).value, [dual]);
      close((await slopeAndValue(optimalEta)).slope, [0], 5);
      expect((await slopeAndValue(eta)).slope[0]).toBeLessThan(-0.05);
    });
  });
}
