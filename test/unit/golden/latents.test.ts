import * as tf from '@tensorflow/tfjs-core';
import { autoregressiveLatent, gaussianDensity, gaussianKl, latentDensity, type Noise } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/latents.json' with { type: 'json' };
import { engines, runProgram } from '../../support/runProgram.js';

/** Numbers of the size of normal ones, all different. */
const some: Noise = {
  normal: (shape) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return tf.tensor(
      Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1)) * 1.4),
      [...shape],
    );
  },
  uniform: () => expect.unreachable('nothing uniform is drawn'),
};

const constant = (value: number, rows: number) => tf.fill([rows, 1], value);
/** z ~ N(mean, s_h), a | z ~ N(z, s_l), at so many states. */
const hierarchy = (mean: number, rows: number, held?: Parameters<typeof latentDensity>[2]) => {
  const { highStd, lowStd } = golden.bound;
  const latent = gaussianDensity(
    { mean_BA: constant(mean, rows), logStd_BA: constant(Math.log(highStd), rows) },
    'identity',
    some,
  );
  const given = (z_SBZ: tf.Tensor) => {
    const mean_BA: tf.Tensor = tf.reshape(z_SBZ, [-1, 1]);
    return gaussianDensity({ mean_BA, logStd_BA: tf.fill(mean_BA.shape, Math.log(lowStd)) }, 'identity', some);
  };
  return latentDensity({ name: 'z', latent, given }, 'u', held);
};

const logNormal = (x: number, mean: number, std: number) =>
  -0.5 * ((x - mean) / std) ** 2 - Math.log(std) - 0.5 * Math.log(2 * Math.PI);

for (const [engine, open] of Object.entries(engines))
  describe(`densities with latent variables on the ${engine} engine`, () => {
    const { mean, priorMean, highStd, lowStd, marginal, parts } = golden.bound;

    it('diverge part by part by no less than their actions do', async () => {
      const found = await runProgram(open, {}, () => {
        const std = constant(0.5 * Math.log(highStd ** 2 + lowStd ** 2), 2);
        return {
          parts: hierarchy(mean, 2).klTo(hierarchy(priorMean, 2))!,
          marginal: gaussianKl(
            { mean_BA: constant(mean, 2), logStd_BA: std },
            { mean_BA: constant(priorMean, 2), logStd_BA: std },
          ),
        };
      });
      for (const value of found.parts) expect(value).toBeCloseTo(parts, 6);
      for (const value of found.marginal) expect(value).toBeCloseTo(marginal, 6);
    });

    it('have joint densities in which a held latent does not count, nor its divergence', async () => {
      const [z, a] = [
        [0.3, -1.2],
        [0.1, 0.4],
      ];
      const held = () => ({ latent_BZ: tf.tensor2d([[0.3], [-1.2]]), isHeld_B: tf.tensor1d([1, 0]) });
      const found = await runProgram(open, {}, () => {
        const density = hierarchy(mean, 2, held());
        const drawn = density.sample(3);
        return {
          joint: density.jointLogProb({
            action_SBA: tf.tensor3d([[[a[0]], [a[1]]]]),
            preSquash_SBA: tf.tensor3d([[[a[0]], [a[1]]]]),
            latents: { z: tf.tensor3d([[[z[0]], [z[1]]]]) },
          }),
          parts: density.klTo(hierarchy(priorMean, 2, held()))!,
          drawn: drawn.latents!.z,
          own: density.jointLogProb(drawn),
          mode: density.mode().action_SBA,
        };
      });
      const low = z.map((value, row) => logNormal(a[row], value, lowStd));
      expect(found.joint[0]).toBeCloseTo(low[0], 5);
      expect(found.joint[1]).toBeCloseTo(low[1] + logNormal(z[1], mean, highStd), 5);
      expect(found.parts[0]).toBeCloseTo(0, 6);
      expect(found.parts[1]).toBeCloseTo(parts, 6);
      // [S, B, Z]: of the first state always the same, of the second never.
      expect([0, 2, 4].map((i) => found.drawn[i])).toEqual([0.3, 0.3, 0.3].map(Math.fround));
      expect(new Set([1, 3, 5].map((i) => found.drawn[i])).size).toBe(3);
      expect(found.own.every(Number.isFinite)).toBe(true);
      expect(found.mode[0]).toBeCloseTo(0.3, 6);
      expect(found.mode[1]).toBeCloseTo(mean, 6);
    });

    it('may be autoregressive: standard normal by themselves, correlated from step to step', async () => {
      const correlation = 0.8;
      const found = await runProgram(open, {}, () => {
        const before = tf.tensor2d([[1.5], [1.5]]);
        const { gaussian } = autoregressiveLatent(before, tf.tensor1d([0, 1]), correlation, some);
        return { mean: gaussian!.mean_BA, variance: tf.exp(tf.mul(2, gaussian!.logStd_BA)) };
      });
      // After a standard normal z, of variance a² + (1 − a²) = 1.
      expect(found.mean[0]).toBeCloseTo(correlation * 1.5, 6);
      expect(correlation ** 2 + found.variance[0]).toBeCloseTo(1, 6);
      expect([found.mean[1], found.variance[1]]).toEqual([0, 1]);
    });
  });
