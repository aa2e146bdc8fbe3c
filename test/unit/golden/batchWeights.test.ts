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
    const weigh = async (values: readonly number[], count: number, temperature = eta, largestLog = Infinity) => {
      const inputs = { advantage: array([values.length], values), eta: array([], [temperature]) };
      return runProgram(open, inputs, ({ advantage, eta }) => {
        const { weight_B, value_K, logWeight_K } = topWeights(advantage, eta, count, largestLog);
        return { weight_B, value_K, weight_K: tf.exp(logWeight_K) };
      });
    };

    it('are those of the better half', async () => {
      const { weight_B, value_K, weight_K } = await weigh(advantage, COUNT);
      const expected = advantage.map((_, row) => weights[topRows.indexOf(row)] ?? 0);
      close(weight_B, expected, 6);
      close(weight_K, weights, 6);
      close(
        value_K,
        topRows.map((row) => advantage[row]),
      );
      expect(Math.abs(weight_B.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-6);
    });

    it('are a softmax over the whole batch if all of it is taken', async () => {
      const { weight_B } = await weigh(advantage, advantage.length);
      const unnormalised = advantage.map((a) => Math.exp(a / eta));
      const total = unnormalised.reduce((sum, weight) => sum + weight, 0);
      close(
        weight_B,
        unnormalised.map((weight) => weight / total),
      );
    });

    it('let rows that tie for the last place share it, so that they still add up to 1', async () => {
      const { weight_B } = await weigh([1, 0, 0, 0, -1, -1], 3);
      expect(weight_B[1]).toBe(weight_B[2]);
      expect(weight_B[1]).toBe(weight_B[3]);
      expect(weight_B.slice(4)).toEqual([0, 0]);
      const [first, second] = [Math.exp(1 / eta), 1];
      const total = first + 2 * second;
      close(weight_B.slice(0, 2), [first / total, (2 / 3) * (second / total)]);
      expect((await weigh([5, 5, 5, 5], 2)).weight_B).toEqual([0.25, 0.25, 0.25, 0.25]);
    });

    it('keep their precision where the temperature is small and the advantages are large', async () => {
      const { weight_B } = await weigh([1e4, 1e4 - 1e-2, -1e6, 0], 2, 1e-2);
      close(weight_B, [1 / (1 + Math.exp(-0.9765625)), 1 / (1 + Math.exp(0.9765625)), 0, 0], 4);
    });

    it('count no advantage for more than the limit', async () => {
      const { weight_B } = await weigh([3, 2, 0, -1], 4, 1, Math.log(Math.exp(2)));
      const unnormalised = [Math.exp(2), Math.exp(2), 1, Math.exp(-1)];
      const total = unnormalised.reduce((sum, weight) => sum + weight, 0);
      close(
        weight_B,
        unnormalised.map((weight) => weight / total),
      );
    });

    it('have the dual of their bound on the half alone, with its minimum where the divergence is the bound', async () => {
      const slopeAndValue = async (temperature: number) => {
        const inputs = { advantage: array([advantage.length], advantage), eta: array([], [temperature]) };
        return runProgram(open, inputs, ({ advantage, eta }) => {
          const { value_K } = topWeights(advantage, eta, COUNT, Infinity);
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
