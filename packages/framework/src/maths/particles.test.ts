import { describe, expect, it } from 'vitest';
import {
  distinctInOrder,
  effectiveSampleSize,
  normalisedWeights,
  particleAt,
  soundWeights,
  systematicPositions,
  weightedMoments,
} from './particles.js';
import { engines, evaluated } from './testing/engines.js';

for (const [engine, open] of Object.entries(engines)) {
  describe(`particles on the ${engine} engine`, () => {
    it('have weights that add up to 1, and an effective number', async () => {
      const { weight, size } = await evaluated(open, { x: [2, 2] }, { x: [0, 5, Math.log(3), 5] }, ({ x }) => {
        const weight = normalisedWeights(x);
        return { weight, size: effectiveSampleSize(weight) };
      });
      for (const [i, expected] of [0.25, 0.5, 0.75, 0.5].entries()) expect(weight[i]).toBeCloseTo(expected, 5);
      expect(size[0]).toBeCloseTo(1 / (0.0625 + 0.5625), 4);
      expect(size[1]).toBeCloseTo(2, 4);
    });

    it('without a number have no weight; where none has one, all count alike', async () => {
      const x = [Number.NaN, Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY, 2, Number.NaN];
      const { weight, lost } = await evaluated(open, { x: [3, 2] }, { x }, ({ x }) => {
        const sound = soundWeights(x);
        return { weight: normalisedWeights(sound.logWeight_PN), lost: sound.lost_N };
      });
      expect(lost).toEqual([0, 1]);
      const third = 1 / 3;
      const first = 1 / (1 + Math.E);
      for (const [i, expected] of [0, third, first, third, 1 - first, third].entries())
        expect(weight[i]).toBeCloseTo(expected, 5);
    });

    it('have a mean and a variance by weight, in each dimension', async () => {
      const shapes = { x: [2, 2, 2], weight: [2, 2] };
      const given = { x: [0, 1, 5, 5, 4, 3, 7, 9], weight: [0.25, 1, 0.75, 0] };
      const { mean, variance } = await evaluated(open, shapes, given, ({ x, weight }) => {
        const { mean_BA, variance_BA } = weightedMoments(x, weight);
        return { mean: mean_BA, variance: variance_BA };
      });
      for (const [i, expected] of [3, 2.5, 5, 5].entries()) expect(mean[i]).toBeCloseTo(expected, 5);
      for (const [i, expected] of [3, 0.75, 0, 0].entries()) expect(variance[i]).toBeCloseTo(expected, 5);
    });

    it('are resampled as often as their weights say, in order', async () => {
      const inputs = { weight: [0.5, 0, 0.125, 0.25, 0.25, 0.5, 0.125, 0.25], offset: [0.5, 0.5] };
      const { index, ancestors } = await evaluated(open, { weight: [4, 2], offset: [1, 2] }, inputs, (given) => {
        const index = particleAt(given.weight, systematicPositions(4, given.offset));
        return { index, ancestors: distinctInOrder(index) };
      });
      // Positions 1/8, 3/8, 5/8, 7/8.
      expect(index).toEqual([0, 1, 0, 2, 2, 2, 3, 3]);
      expect(ancestors).toEqual([3, 3]);
    });
  });
}
