import * as tf from '@tensorflow/tfjs-core';
import { categoricalDensity, gaussianDensity, logRatio, type Noise, uniformDensity } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { expectClose } from '../support/relative.js';
import { array, engines, runProgram } from '../support/runProgram.js';

const noNoise: Noise = {
  normal: () => expect.unreachable('a log-density draws nothing'),
  uniform: () => expect.unreachable('a log-density draws nothing'),
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`densities on the ${engine} engine`, () => {
    /** log π(tanh u) on [−1, 1] at one state, for all u at once. */
    const tanhLogProb = async (mean: number, std: number, u: readonly number[]) => {
      const inputs = {
        u: array([u.length, 1, 1], u),
        mean: array([1, 1], [mean]),
        logStd: array([1, 1], [Math.log(std)]),
      };
      const { logProb } = await runProgram(open, inputs, ({ u: preSquash_SBA, mean: mean_BA, logStd: logStd_BA }) => {
        const density = gaussianDensity({ mean_BA, logStd_BA }, 'tanh', noNoise);
        return { logProb: density.logProb!({ action_SBA: tf.tanh(preSquash_SBA), preSquash_SBA }, 'box') };
      });
      return logProb;
    };

    it('give the log-density of a tanh-Gaussian, also far in its tails', async () => {
      for (const { mean, std, u, value } of golden.tanhGaussian.logProb) {
        const [logProb] = await tanhLogProb(mean, std, [u]);
        expect(Math.abs(logProb / value - 1), `u = ${u}: ${logProb} instead of ${value}`).toBeLessThan(1e-4);
      }
    });

    it('give the entropy of a tanh-Gaussian', async () => {
      for (const { mean, std, value } of golden.tanhGaussian.entropy) {
        // The trapezoidal rule over ±10 σ; for a smooth integrand that vanishes at both ends its error is negligible.
        const step = 0.01;
        const standard = Array.from({ length: 2001 }, (_, i) => (i - 1000) * step);
        const logProb = await tanhLogProb(
          mean,
          std,
          standard.map((z) => mean + std * z),
        );
        const terms = standard.map((z, i) => (-logProb[i] * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI));
        expectClose(step * terms.reduce((sum, term) => sum + term, 0), value);
      }
    });

    /** The posterior ∝ prior · exp(Q/α) over Q = (1, 2, 3) and what follows from it, by the shipped densities. */
    const discrete = async (
      alpha: number,
      logPrior: readonly number[],
      reference: 'counting' | 'normalised' | 'given',
    ) => {
      const inputs = { q: array([1, 3], [1, 2, 3]), logPrior: array([1, 3], logPrior) };
      const results = await runProgram(open, inputs, ({ q: q_BA, logPrior: logPrior_BA }) => {
        const belief = categoricalDensity(tf.add(tf.div(q_BA, alpha), logPrior_BA), noNoise);
        const prior =
          reference === 'given'
            ? categoricalDensity(logPrior_BA, noNoise)
            : uniformDensity({ kind: 'finite', count: 3 }, reference, 1, noNoise);
        const probability_BA = tf.exp(belief.enumerate!().logProb_BA);
        const kl = belief.klTo!(prior)!;
        // The same divergence from single actions: all three, each weighted by its probability.
        const every_SBA = tf.reshape(tf.oneHot(tf.tensor1d([0, 1, 2], 'int32'), 3), [3, 1, 3]);
        const sample = { action_SBA: tf.cast(every_SBA, 'float32') };
        const sampledKl = tf.sum(tf.mul(tf.transpose(probability_BA), logRatio(belief, prior, sample)));
        const meanPayoff = tf.sum(tf.mul(probability_BA, q_BA), -1);
        return { probability_BA, kl, sampledKl, meanPayoff, value: tf.sub(meanPayoff, tf.mul(alpha, kl)) };
      });
      return results;
    };

    it('give posterior, entropy and value of a discrete bandit, for both uniform references', async () => {
      for (const { alpha, posterior, entropy, valueCounting, valueNormalised } of golden.discreteBandit.uniform) {
        const counting = await discrete(alpha, [0, 0, 0], 'counting');
        for (const [a, probability] of counting.probability_BA.entries()) expectClose(probability, posterior[a]);
        expectClose(-counting.kl[0], entropy);
        expectClose(-counting.sampledKl[0], entropy);
        expectClose(counting.value[0], valueCounting);
        const normalised = await discrete(alpha, [0, 0, 0], 'normalised');
        expectClose(normalised.kl[0], Math.log(3) - entropy);
        expectClose(normalised.value[0], valueNormalised);
      }
    });

    it('give posterior, divergence and value of a discrete bandit with an informed prior', async () => {
      const { alpha, prior, posterior, kl, meanPayoff, value } = golden.discreteBandit.informed;
      const results = await discrete(alpha, prior.map(Math.log), 'given');
      for (const [a, probability] of results.probability_BA.entries()) expectClose(probability, posterior[a]);
      expectClose(results.kl[0], kl);
      expectClose(results.sampledKl[0], kl);
      expectClose(results.meanPayoff[0], meanPayoff);
      expectClose(results.value[0], value);
    });
  });
}
