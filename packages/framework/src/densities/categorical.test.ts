import * as tf from '@tensorflow/tfjs-core';
import { compiledEngine, differentiate, type Engine, eagerEngine } from '@vem/compiler';
import { describe, expect, it } from 'vitest';
import type { Noise } from '../slots/step.js';
import { categoricalDensity, categoricalEntropy, categoricalKl, categoricalMean } from './categorical.js';

const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  compiled: async () => compiledEngine(),
  eager: () => eagerEngine(),
};

const silent: Noise = {
  normal: () => expect.unreachable('nothing is drawn'),
  uniform: () => expect.unreachable('nothing is drawn'),
};

/** Values of the outputs of a program without inputs. */
async function run(open: () => Promise<Engine>, body: () => Readonly<Record<string, tf.Tensor>>) {
  const engine = await open();
  const executable = engine.load({ name: 'test', inputs: {}, body });
  executable.run();
  const values = Object.fromEntries(Object.entries(executable.outputs).map(([name, { data }]) => [name, [...data]]));
  engine.dispose();
  return values;
}

const close = (received: readonly number[], expected: readonly number[]) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], 5);
};

for (const [name, open] of Object.entries(engines)) {
  describe(`categoricals on the ${name} engine`, () => {
    const NEVER = Number.NEGATIVE_INFINITY;

    it('know impossible actions', async () => {
      const { logProb, entropy, kl, mean, mode } = await run(open, () => {
        const density = categoricalDensity(tf.tensor2d([[Math.log(3), NEVER, 0]]), silent);
        const prior = categoricalDensity(tf.tensor2d([[0, NEVER, 0]]), silent);
        const { logProb_BA } = density.enumerate!();
        const every_SBA = tf.expandDims(tf.eye(3), 1);
        return {
          logProb: density.logProb!({ action_SBA: every_SBA }, 'finite'),
          entropy: categoricalEntropy(logProb_BA),
          kl: density.klTo!(prior)!,
          mean: categoricalMean(logProb_BA, tf.tensor2d([[4, Number.NaN, 8]])),
          mode: density.mode!().action_SBA,
        };
      });
      close(logProb.toSpliced(1, 1), [Math.log(0.75), Math.log(0.25)]);
      expect(logProb[1]).toBe(NEVER);
      close(entropy, [-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25)]);
      close(kl, [0.75 * Math.log(1.5) + 0.25 * Math.log(0.5)]);
      close(mean, [5]);
      expect(mode).toEqual([1, 0, 0]);
    });

    it('are infinitely far from what excludes one of their actions', async () => {
      const { kl, back } = await run(open, () => {
        const all_BA = tf.logSoftmax(tf.tensor2d([[0, 0]]));
        const one_BA = tf.logSoftmax(tf.tensor2d([[0, NEVER]]));
        return { kl: categoricalKl(all_BA, one_BA), back: categoricalKl(one_BA, all_BA) };
      });
      expect(kl).toEqual([Number.POSITIVE_INFINITY]);
      close(back, [Math.log(2)]);
    });

    it('stay precise where one action is all but certain', async () => {
      const { entropy } = await run(open, () => ({
        entropy: categoricalEntropy(tf.logSoftmax(tf.tensor2d([[0, -200]]))),
      }));
      expect(entropy[0]).toBeGreaterThanOrEqual(0);
      expect(entropy[0]).toBeLessThan(1e-30);
    });

    it('have the slope of the exact sum, finite where an action is impossible', async () => {
      const engine = await open();
      const program = differentiate({
        name: 'test',
        inputs: { logits: { shape: [1, 3], dtype: 'float32' } },
        groups: { policy: ['logits'] },
        body: ({ logits }) => {
          const excluded = tf.tensor2d([[0, 0, NEVER]]);
          const { logProb_BA } = categoricalDensity(tf.add(logits, excluded), silent).enumerate!();
          const prior_BA = tf.logSoftmax(tf.tensor2d([[0, 1, NEVER]]));
          const value = tf.sum(
            tf.sub(categoricalMean(logProb_BA, tf.tensor2d([[1, 2, 5]])), categoricalKl(logProb_BA, prior_BA)),
          );
          return { losses: [{ value, group: 'policy', rows: 'mean' }], outputs: {} };
        },
      });
      const executable = engine.load(program);
      executable.inputs.logits.data.set([0.3, -0.2, 0.7]);
      executable.run();
      const slope = [...executable.outputs['gradient/logits'].data];
      engine.dispose();
      const p = 1 / (1 + Math.exp(-0.5));
      const prior = 1 / (1 + Math.E);
      const f = [1 - Math.log(p / prior), 2 - Math.log((1 - p) / (1 - prior))];
      const mean = p * f[0] + (1 - p) * f[1];
      close(slope, [p * (f[0] - mean), (1 - p) * (f[1] - mean), 0]);
    });
  });
}

describe('samples of a categorical', () => {
  it('are those of the Gumbel-max trick, also at the ends of the uniform numbers', async () => {
    const draws = [0.5, 0.5, 0, 0, 0.1, 0.9, 0, 1 - 2 ** -24];
    const { action } = await run(
      async () => compiledEngine(),
      () => {
        const noise: Noise = { normal: silent.normal, uniform: (shape) => tf.tensor(draws, [...shape]) };
        return { action: categoricalDensity(tf.tensor2d([[0, Math.log(2)]]), noise).sample!(4).action_SBA };
      },
    );
    // Gumbel −log(−log(1 − u)) grows as u falls; ties go to the larger logit.
    expect(action).toEqual([0, 1, 0, 1, 1, 0, 1, 0]);
  });
});
