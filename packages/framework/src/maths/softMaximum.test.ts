import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { klDualLoss } from './klDual.js';
import { softMaximiser, softMaximum, softMean, tempered } from './softMaximum.js';
import { engines, evaluated, evaluation, refusal } from './testing/engines.js';

const closeTo = (received: readonly number[], expected: readonly number[], digits = 4) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], digits);
};

const NEVER = Number.NEGATIVE_INFINITY;

for (const [engine, open] of Object.entries(engines)) {
  describe(`the soft maximum on the ${engine} engine`, () => {
    it('is what no policy exceeds, and what its maximiser reaches', async () => {
      const evaluate = await evaluation(
        open,
        { q: [1, 4], logWeight: [1, 4], logits: [1, 4], alpha: [] },
        ({ q, logWeight, logits, alpha }) => {
          const objective = (logProb: tf.Tensor) => {
            const kl = tf.sub(logProb, logWeight);
            return tf.sum(tf.mul(tf.exp(logProb), tf.sub(q, tf.mul(alpha, kl))), -1);
          };
          return {
            best: softMaximum(q, logWeight, alpha, -1),
            reached: objective(softMaximiser(q, logWeight, alpha, -1)),
            other: objective(tf.logSoftmax(logits)),
          };
        },
      );
      const tenths = fc.array(
        fc.integer({ min: -40, max: 40 }).map((x) => x / 10),
        { minLength: 4, maxLength: 4 },
      );
      fc.assert(
        fc.property(tenths, tenths, tenths, fc.constantFrom(0.05, 0.5, 1, 7), (q, logWeight, logits, alpha) => {
          const { best, reached, other } = evaluate({ q, logWeight, logits, alpha: [alpha] });
          expect(Math.abs(best[0] - reached[0])).toBeLessThan(1e-4 * (1 + Math.abs(best[0])));
          expect(other[0]).toBeLessThan(best[0] + 1e-3);
        }),
        { seed: 1, numRuns: 100 },
      );
      evaluate.dispose();
    });

    it('has its maximiser as slope, and of α the entropy relative to the weights', async () => {
      // dV/dq = π; dV/dα = −KL(π ‖ w), by the envelope theorem.
      const inputs = { q: [1, 2, 3], logWeight: [0.5, 0.3, 0.2].map(Math.log), alpha: [1] };
      const { byQ, byAlpha, posterior } = await evaluated(
        open,
        { q: [3], logWeight: [3], alpha: [] },
        inputs,
        ({ q, logWeight, alpha }) => {
          const [byQ, byAlpha] = tf.grads((x, a) => softMaximum(x, logWeight, a, 0))([q, alpha]);
          return { byQ, byAlpha, posterior: tf.exp(softMaximiser(q, logWeight, alpha, 0)) };
        },
      );
      closeTo(byQ, posterior, 5);
      closeTo(byAlpha, [-0.3228342792775799], 5);
    });

    it('keeps the precision of large values where α is small', async () => {
      const { value, share } = await evaluated(open, {}, {}, () => {
        const q = tf.tensor2d([[16384, 16384 - 2 ** -9, 0]]);
        return {
          value: softMaximum(q, 0, tf.scalar(2 ** -9), 1),
          share: tf.exp(softMaximiser(q, 0, tf.scalar(2 ** -9), 1)),
        };
      });
      expect(value[0]).toBeCloseTo(16384 + 2 ** -9 * Math.log(1 + Math.exp(-1)), 2);
      closeTo(share, [1 / (1 + Math.exp(-1)), 1 / (1 + Math.E), 0], 5);
    });

    it('counts nothing that is excluded, and means samples', async () => {
      const { without, mean, sampled, along } = await evaluated(open, {}, {}, () => ({
        without: softMaximum(tf.tensor1d([1, 50, 2]), tf.tensor1d([0, NEVER, 0]), tf.scalar(2), 0),
        mean: softMean(tf.tensor2d([[3], [3], [3]]), 0, tf.scalar(0.7), 0),
        sampled: softMean(tf.tensor2d([[1], [2]]), tf.tensor2d([[Math.log(4)], [0]]), tf.scalar(1), 0),
        along: softMaximum(tf.ones([2, 3, 4]), tf.zeros([3, 1]), tf.scalar(1), 1),
      }));
      closeTo(without, [2 * Math.log(Math.exp(0.5) + Math.E)]);
      closeTo(mean, [3]);
      closeTo(sampled, [Math.log((4 * Math.E + Math.E ** 2) / 2)]);
      expect(along).toHaveLength(8);
    });
  });

  describe(`the dual of a bound on the divergence on the ${engine} engine`, () => {
    it('has the slope ε − KL, zero where the bound is used up, and moves nothing but its multiplier', async () => {
      const inputs = { eta: [0.8], q: [1, 0.5, -1, 2, 0, 0.25], base: Array.from({ length: 6 }, () => -Math.log(3)) };
      const shapes = { eta: [], q: [3, 2], base: [3, 2] };
      const { slope, byQ, byBase, kl } = await evaluated(open, shapes, inputs, ({ eta, q, base }) => {
        const [slope, byQ, byBase] = tf.grads((e, v, b) =>
          tf.add(klDualLoss(e, 0.1, v, b), tf.mul(0, tf.add(tf.sum(v), tf.sum(b)))),
        )([eta, q, base]);
        const logPosterior = softMaximiser(q, base, eta, 0);
        const kl = tf.mean(tf.sum(tf.mul(tf.exp(logPosterior), tf.sub(logPosterior, base)), 0));
        return { slope, byQ, byBase, kl };
      });
      closeTo(slope, [0.1 - kl[0]], 5);
      for (const still of [byQ, byBase]) expect(still.map((x) => x + 0)).toEqual([0, 0, 0, 0, 0, 0]);
    });

    it('is convex: its minimum is found by descent, at the temperature that uses the bound up', async () => {
      const evaluate = await evaluation(open, { eta: [] }, ({ eta }) => {
        const q = tf.tensor2d([[1], [2], [3]]);
        const base = tf.tensor2d([[0.5], [0.3], [0.2]].map(([p]) => [Math.log(p)]));
        return { slope: tf.grad((e: tf.Tensor) => klDualLoss(e, 0.1, q, base))(eta) };
      });
      // 1.829780 by root finding (scipy brentq) on KL(q_η ‖ p) = .1, in float64.
      let eta = 5;
      for (let i = 0; i < 400; i++) eta -= 4 * evaluate({ eta: [eta] }).slope[0];
      evaluate.dispose();
      expect(eta).toBeCloseTo(1.82978, 3);
    });
  });
}

describe('shapes of the soft maximum', () => {
  it('are looked at', () => {
    const refused = (what: () => unknown, path: string) =>
      expect(refusal(what)).toMatchObject({ code: 'VEM_SHAPE', path });
    refused(() => tempered(tf.zeros([2, 3]), 0, tf.zeros([1]), 0), 'alpha');
    refused(() => softMaximum(tf.zeros([2, 3]), tf.zeros([2]), tf.scalar(1), 0), 'logWeight');
    refused(() => softMean(tf.zeros([3]), tf.zeros([1, 3]), tf.scalar(1), 0), 'logWeight');
    refused(() => klDualLoss(tf.scalar(1), 0.1, tf.zeros([2, 3]), tf.zeros([2, 1])), 'logBase_SB');
  });
});
