import { describe, expect, it } from 'vitest';
import { leaveOneOut } from './leaveOneOut.js';
import { engines, evaluated } from './testing/engines.js';

for (const [engine, open] of Object.entries(engines)) {
  describe(`means with one left out on the ${engine} engine`, () => {
    const mean = async (x: readonly number[], weight: readonly number[]) => {
      const shape = [x.length / 3, 3];
      return (
        await evaluated(open, { x: shape, weight: shape }, { x, weight }, ({ x, weight }) => ({
          result: leaveOneOut(x, weight),
        }))
      ).result;
    };

    it('are those of the other episodes at the same step, by their weights', async () => {
      const found = await mean([1, 2, 6, 10, 20, 99], [1, 1, 1, 1, 3, 0]);
      const expected = [4, 3.5, 1.5, 20, 10, 17.5];
      for (const [i, value] of [...found].entries()) expect(value).toBeCloseTo(expected[i], 5);
    });

    it('are 0 where there is no other episode', async () => {
      expect((await mean([5, 7, 9], [1, 0, 0]))[0]).toBe(0);
    });
  });
}
