import { describe, expect, it } from 'vitest';
import { standardised } from './standardised.js';
import { engines, evaluated } from './testing/engines.js';

const closeTo = (received: readonly number[], expected: readonly number[]) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], 5);
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`standardised numbers on the ${engine} engine`, () => {
    const standardise = async (x: readonly number[]) =>
      (await evaluated(open, { x: [x.length] }, { x }, ({ x }) => ({ result: standardised(x) }))).result;

    it('are centred and divided by the unbiased deviation', async () => {
      // Mean 2, squares 9 + 1 + 1 + 9 = 20, deviation √(20/3); the biased one is √5.
      const deviation = Math.sqrt(20 / 3);
      closeTo(
        await standardise([-1, 1, 3, 5]),
        [-3, -1, 1, 3].map((x) => x / deviation),
      );
    });

    it('are 0 where all are equal, and where there is one', async () => {
      closeTo(await standardise([4, 4, 4]), [0, 0, 0]);
      closeTo(await standardise([4]), [0]);
    });
  });
}
