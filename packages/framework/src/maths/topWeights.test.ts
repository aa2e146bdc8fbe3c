import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engines, evaluated, evaluation } from './testing/engines.js';
import { topWeights } from './topWeights.js';

const ROWS = 7;

/** Sorts, takes the first K, and lets equals of the last one share its places. */
function byLoop(advantage: readonly number[], eta: number, places: number): number[] {
  const sorted = [...advantage].sort((a, b) => b - a);
  const last = sorted[places - 1];
  const share = (places - advantage.filter((a) => a > last).length) / advantage.filter((a) => a === last).length;
  const weight = advantage.map((a) => (a > last ? 1 : a === last ? share : 0) * Math.exp((a - sorted[0]) / eta));
  const total = weight.reduce((sum, w) => sum + w, 0);
  return weight.map((w) => w / total);
}

for (const [engine, open] of Object.entries(engines))
  describe(`weights on the largest numbers on the ${engine} engine`, () => {
    it.each([1, 3, ROWS])('are those of a plain loop, with many ties among %i', async (places) => {
      const evaluate = await evaluation(open, { advantage: [ROWS], eta: [] }, ({ advantage, eta }) => {
        const { weight_B, value_K, logWeight_K } = topWeights(advantage, eta, places);
        return { weight_B, value_K, logWeight_K };
      });
      const few = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: ROWS, maxLength: ROWS });
      fc.assert(
        fc.property(few, fc.constantFrom(0.3, 1, 8), (advantage, eta) => {
          const { weight_B, value_K, logWeight_K } = evaluate({ advantage, eta: [eta] });
          for (const [i, weight] of byLoop(advantage, eta, places).entries())
            expect(weight_B[i], `row ${i}`).toBeCloseTo(weight, 5);
          expect(value_K).toEqual([...advantage].sort((a, b) => b - a).slice(0, places));
          expect(logWeight_K.reduce((sum, x) => sum + Math.exp(x), 0)).toBeCloseTo(1, 5);
        }),
        { seed: 1, numRuns: 60 },
      );
      evaluate.dispose();
    });

    it('have no gradient: what is fitted to them does not move them', async () => {
      const { byAdvantage, byEta } = await evaluated(
        open,
        { advantage: [ROWS], eta: [] },
        { advantage: [1, 0, 2, -1, 0.5, 3, 2.5], eta: [0.7] },
        ({ advantage, eta }) => {
          const total = (a: tf.Tensor, e: tf.Tensor) => {
            const { weight_B, logWeight_K } = topWeights(a, e, 3);
            const fitted = tf.add(tf.sum(tf.mul(weight_B, tf.range(0, ROWS))), tf.sum(logWeight_K));
            return tf.add(fitted, tf.mul(0, tf.add(tf.sum(a), e)));
          };
          const [byAdvantage, byEta] = tf.grads(total)([advantage, eta]);
          return { byAdvantage, byEta };
        },
      );
      expect([...byAdvantage, ...byEta].map((x) => x + 0)).toEqual(Array.from({ length: ROWS + 1 }, () => 0));
    });
  });
