import * as tf from '@tensorflow/tfjs-core';
import { clippedSurrogate, standardised } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import table from '../fixtures/clippedRatio.json' with { type: 'json' };
import { array, engines, runProgram } from '../support/runProgram.js';

const close = (received: readonly number[], expected: readonly number[], digits = 5) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], digits);
};

for (const [name, open] of Object.entries(engines)) {
  describe(`the clipped surrogate on the ${name} engine`, () => {
    it('has the values and slopes of its four quadrants', async () => {
      const { clip, quadrants } = table;
      const inputs = {
        ratio: array(
          [quadrants.length],
          quadrants.map(({ ratio }) => ratio),
        ),
        advantage: array(
          [quadrants.length],
          quadrants.map(({ advantage }) => advantage),
        ),
        clip: array([], [clip]),
      };
      const { gain, slope } = await runProgram(open, inputs, ({ ratio, advantage, clip }) => ({
        gain: clippedSurrogate(ratio, advantage, clip),
        slope: tf.grad((x: tf.Tensor) => tf.sum(clippedSurrogate(x, advantage, clip)))(ratio),
      }));
      close(
        gain,
        quadrants.map((quadrant) => quadrant.gain),
      );
      close(
        slope,
        quadrants.map((quadrant) => quadrant.slope),
      );
    });

    it('is not a ratio that is clipped alone, whose slope vanishes where it should not', async () => {
      const { slope } = await runProgram(open, {}, () => ({
        slope: tf.grad((x: tf.Tensor) => tf.sum(clippedSurrogate(x, tf.tensor1d([-1, 1]), tf.scalar(0.2))))(
          tf.tensor1d([1.3, 0.7]),
        ),
      }));
      close(slope, [-1, 1]);
    });
  });

  describe(`standardised advantages on the ${name} engine`, () => {
    const standardise = async (values: readonly number[]) => {
      const { result } = await runProgram(open, { x: array([values.length], values) }, ({ x }) => ({
        result: standardised(x),
      }));
      return result;
    };

    it('are centred and divided by the unbiased deviation', async () => {
      // Mean 2, squares 9 + 1 + 1 + 9 = 20, deviation √(20/3); with the biased one the last would be 3/√5.
      const deviation = Math.sqrt(20 / 3);
      close(
        await standardise([-1, 1, 3, 5]),
        [-3, -1, 1, 3].map((x) => x / deviation),
      );
    });

    it('are 0 where all are equal, and where there is one', async () => {
      close(await standardise([4, 4, 4]), [0, 0, 0]);
      close(await standardise([4]), [0]);
    });
  });
}
