import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { engines, evaluated } from './testing/engines.js';
import { topWeights } from './topWeights.js';

const closeTo = (received: readonly number[], expected: readonly number[], digits = 5) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], digits);
};
const ETA = 0.5;

for (const [engine, open] of Object.entries(engines)) {
  describe(`weights on the largest values on the ${engine} engine`, () => {
    const weigh = (advantage: readonly number[], places: number, eta = ETA, largestLog?: number) =>
      evaluated(open, { advantage: [advantage.length], eta: [] }, { advantage, eta: [eta] }, ({ advantage, eta }) => {
        const { weight_B, value_K, logWeight_K } = topWeights(advantage, eta, places, largestLog);
        return { weight_B, value_K, weight_K: tf.exp(logWeight_K) };
      });

    it('are a softmax over the whole batch if all of it is taken', async () => {
      const advantage = [0.3, -1, 2, 0.1];
      const { weight_B } = await weigh(advantage, advantage.length);
      const unnormalised = advantage.map((a) => Math.exp(a / ETA));
      const total = unnormalised.reduce((sum, weight) => sum + weight, 0);
      closeTo(
        weight_B,
        unnormalised.map((weight) => weight / total),
      );
    });

    it('let rows that tie for the last place share it, so that they still add up to 1', async () => {
      const { weight_B } = await weigh([1, 0, 0, 0, -1, -1], 3);
      expect(weight_B[2]).toBe(weight_B[1]);
      expect(weight_B[3]).toBe(weight_B[1]);
      expect(weight_B.slice(4)).toEqual([0, 0]);
      const [first, second] = [Math.exp(1 / ETA), 1];
      const total = first + 2 * second;
      closeTo(weight_B.slice(0, 2), [first / total, (2 / 3) * (second / total)]);
      closeTo((await weigh([5, 5, 5, 5], 2)).weight_B, [0.25, 0.25, 0.25, 0.25]);
    });

    it('keep their precision where η is small and the values are large', async () => {
      // 0.009765625 is the difference of the two in single precision.
      const { weight_B } = await weigh([1e4, 1e4 - 1e-2, -1e6, 0], 2, 1e-2);
      closeTo(weight_B, [1 / (1 + Math.exp(-0.9765625)), 1 / (1 + Math.exp(0.9765625)), 0, 0], 4);
    });

    it('count no value for more than the limit', async () => {
      const { weight_B, weight_K } = await weigh([3, 2, 0, -1], 4, 1, 2);
      const unnormalised = [Math.exp(2), Math.exp(2), 1, Math.exp(-1)];
      const total = unnormalised.reduce((sum, weight) => sum + weight, 0);
      for (const weights of [weight_B, weight_K])
        closeTo(
          weights,
          unnormalised.map((weight) => weight / total),
        );
    });
  });
}

describe('the places of weights on the largest values', () => {
  it.each([0, 5])('are between one and as many as there are rows, not %i of 4', async (places) => {
    const misfit = evaluated(engines.eager, { x: [4] }, { x: [1, 2, 3, 4] }, ({ x }) => ({
      weight: topWeights(x, tf.scalar(1), places).weight_B,
    }));
    await expect(misfit).rejects.toMatchObject({ code: 'VEM_SHAPE' });
  });
});
