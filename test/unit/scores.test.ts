import * as tf from '@tensorflow/tfjs-core';
import { categoricalDensity, closedEntropy, gaussianDensity, type Noise, squaredScore } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { array, engines, runProgram } from '../support/runProgram.js';

const noNoise: Noise = {
  normal: () => expect.unreachable('a score draws nothing'),
  uniform: () => expect.unreachable('a score draws nothing'),
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`squared scores on the ${engine} engine`, () => {
    it('are those of the logits, by differences of log-probabilities', async () => {
      const logits = [0.3, -0.7, 1.1];
      const logProb = (at: readonly number[]) => at[1] - Math.log(at.reduce((sum, x) => sum + Math.exp(x), 0));
      const slopes = logits.map((_, i) => {
        const moved = (by: number) => logProb(logits.map((x, j) => (i === j ? x + by : x)));
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      });
      const found = await runProgram(open, { logits: array([1, 3], logits) }, ({ logits }) => ({
        score: squaredScore(categoricalDensity(logits, noNoise), { action_SBA: tf.tensor3d([[[0, 1, 0]]]) })!,
      }));
      expect(found.score[0]).toBeCloseTo(
        slopes.reduce((sum, x) => sum + x * x, 0),
        5,
      );
    });

    it('are those of the mean of a Gaussian, before the squash', async () => {
      const [mean, logStd, u] = [
        [0.1, 0.2],
        [-0.5, 0.3],
        [0.4, -1.2],
      ];
      const given = { mean: array([1, 2], mean), logStd: array([1, 2], logStd), u: array([1, 1, 2], u) };
      const found = await runProgram(open, given, ({ mean: mean_BA, logStd: logStd_BA, u: preSquash_SBA }) => {
        const density = gaussianDensity({ mean_BA, logStd_BA }, 'tanh', noNoise);
        const score = squaredScore(density, { action_SBA: tf.tanh(preSquash_SBA), preSquash_SBA })!;
        return { score, entropy: closedEntropy(density)! };
      });
      const expected = mean.reduce((sum, m, i) => sum + ((u[i] - m) / Math.exp(2 * logStd[i])) ** 2, 0);
      expect(found.score[0]).toBeCloseTo(expected, 4);
      expect(found.entropy[0]).toBeCloseTo(Math.log(2 * Math.PI * Math.E) - 0.2, 4);
    });
  });
}
