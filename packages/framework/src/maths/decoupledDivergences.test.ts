import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianKl } from '../densities/gaussianMaths.js';
import { decoupledDivergences } from './decoupledDivergences.js';
import { engines, evaluated, evaluation, refusal } from './testing/engines.js';

const SHAPES = { oldMean: [1, 2], oldLogStd: [1, 2], mean: [1, 2], logStd: [1, 2] };

for (const [engine, open] of Object.entries(engines))
  describe(`decoupled divergences of Gaussians on the ${engine} engine`, () => {
    it('are the whole one if only one of the two moves, never negative, and 0 where nothing moved', async () => {
      const evaluate = await evaluation(open, SHAPES, ({ oldMean, oldLogStd, mean, logStd }) => {
        const old = { mean_BA: oldMean, logStd_BA: oldLogStd };
        const { mean_BA, covariance_BA } = decoupledDivergences(old, { mean_BA: mean, logStd_BA: logStd });
        const still = decoupledDivergences(old, old);
        return {
          byMean: tf.sum(mean_BA, -1),
          byDeviation: tf.sum(covariance_BA, -1),
          meanAlone: gaussianKl(old, { mean_BA: mean, logStd_BA: oldLogStd }),
          deviationAlone: gaussianKl(old, { mean_BA: oldMean, logStd_BA: logStd }),
          nothing: tf.add(tf.sum(still.mean_BA), tf.sum(still.covariance_BA)),
        };
      });
      const tenths = fc.array(
        fc.integer({ min: -15, max: 15 }).map((x) => x / 10),
        { minLength: 2, maxLength: 2 },
      );
      fc.assert(
        fc.property(tenths, tenths, tenths, tenths, (oldMean, oldLogStd, mean, logStd) => {
          const found = evaluate({ oldMean, oldLogStd, mean, logStd });
          const scale = 1e-5 * (1 + found.byMean[0] + found.byDeviation[0]);
          expect(Math.abs(found.byMean[0] - found.meanAlone[0])).toBeLessThan(scale);
          expect(Math.abs(found.byDeviation[0] - found.deviationAlone[0])).toBeLessThan(scale);
          expect(Math.min(found.byMean[0], found.byDeviation[0])).toBeGreaterThanOrEqual(0);
          expect(found.nothing).toEqual([0]);
        }),
        { seed: 1, numRuns: 60 },
      );
      evaluate.dispose();
    });

    it('pull the mean by the previous variance, and the previous Gaussian not at all', async () => {
      const inputs = { oldMean: [0, 1], oldLogStd: [Math.log(0.5), 0], mean: [1, 3], logStd: [0, Math.log(2)] };
      const slopes = await evaluated(open, SHAPES, inputs, ({ oldMean, oldLogStd, mean, logStd }) => {
        const total = (...[m, s, om, os]: tf.Tensor[]) => {
          const old = { mean_BA: om, logStd_BA: os };
          const { mean_BA, covariance_BA } = decoupledDivergences(old, { mean_BA: m, logStd_BA: s });
          const anchor = tf.mul(0, tf.add(tf.sum(om), tf.sum(os)));
          return tf.add(anchor, tf.add(tf.sum(mean_BA), tf.sum(covariance_BA)));
        };
        const [byMean, byLogStd, byOldMean, byOldLogStd] = tf.grads(total)([mean, logStd, oldMean, oldLogStd]);
        return { byMean, byLogStd, byOldMean, byOldLogStd };
      });
      // (μ − μ̄) / σ̄², and 1 − σ̄²/σ² for log σ.
      expect(slopes.byMean.map((x) => Math.fround(x).toFixed(4))).toEqual(['4.0000', '2.0000']);
      expect(slopes.byLogStd.map((x) => x.toFixed(4))).toEqual(['0.7500', '0.7500']);
      expect([...slopes.byOldMean, ...slopes.byOldLogStd].map((x) => x + 0)).toEqual([0, 0, 0, 0]);
    });

    it('keep their digits where deviations are nearly equal', async () => {
      const { tiny } = await evaluated(open, {}, {}, () => {
        const at = (logStd: number) => ({ mean_BA: tf.zeros([1, 1]), logStd_BA: tf.fill([1, 1], logStd) });
        return { tiny: decoupledDivergences(at(0), at(1e-3)).covariance_BA };
      });
      // x² for a small move x of log σ.
      expect(tiny[0] / 1e-6).toBeCloseTo(1, 1);
    });
  });

describe('shapes of Gaussians', () => {
  it('are looked at', () => {
    const found = refusal(() => {
      const [wide, narrow] = [[2, 3], [2]].map((shape) => ({ mean_BA: tf.zeros(shape), logStd_BA: tf.zeros(shape) }));
      decoupledDivergences(wide, narrow);
    });
    expect(found).toMatchObject({ code: 'VEM_SHAPE', path: 'current.mean_BA' });
  });
});
