import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardised } from './standardised.js';
import { engines, evaluated, evaluation } from './testing/engines.js';

for (const [engine, open] of Object.entries(engines))
  describe(`standardised numbers on the ${engine} engine`, () => {
    it('have mean 0 and unbiased deviation 1, wherever they came from and in whatever units', async () => {
      const evaluate = await evaluation(open, { x: [6] }, ({ x }) => ({ y: standardised(x) }));
      const tenths = fc.array(
        fc.integer({ min: -50, max: 50 }).map((n) => n / 10),
        { minLength: 6, maxLength: 6 },
      );
      fc.assert(
        fc.property(tenths, fc.constantFrom(0.5, 4), fc.integer({ min: -9, max: 9 }), (x, scale, shift) => {
          fc.pre(new Set(x).size > 1);
          const { y } = evaluate({ x });
          const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
          expect(sum(y)).toBeCloseTo(0, 4);
          expect(sum(y.map((value) => value ** 2)) / 5).toBeCloseTo(1, 4);
          const moved = evaluate({ x: x.map((value) => scale * value + shift) }).y;
          for (const [i, value] of moved.entries()) expect(value).toBeCloseTo(y[i], 3);
        }),
        { seed: 1, numRuns: 60 },
      );
      evaluate.dispose();
    });

    it('are 0, not undefined, where all are equal or there is one', async () => {
      for (const x of [[4, 4, 4], [7]]) {
        const { y } = await evaluated(open, { x: [x.length] }, { x }, (given) => ({ y: standardised(given.x) }));
        expect(y).toEqual(x.map(() => 0));
      }
    });
  });
