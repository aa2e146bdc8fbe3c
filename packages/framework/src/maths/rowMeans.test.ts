import { describe, expect, it } from 'vitest';
import { averageOverRows, meanOverRows } from './rowMeans.js';
import { standardised } from './standardised.js';
import { engines, evaluated } from './testing/engines.js';

const x = [1, 5, 7, 100];
const weight = [2, 2, 4, 0];

for (const [engine, open] of Object.entries(engines)) {
  describe(`means over rows on the ${engine} engine`, () => {
    it('count each row by its weight, if there is one', async () => {
      const found = await evaluated(open, { x: [4], weight: [4] }, { x, weight }, ({ x, weight }) => ({
        plain: meanOverRows({}, x),
        weighted: meanOverRows({ weight_B: weight }, x),
        average: averageOverRows({ weight_B: weight }, x),
        plainAverage: averageOverRows({}, x),
        unchanged: meanOverRows({ weight_B: weight }, standardised(x, { weight_B: weight })),
      }));
      expect(found.plain[0]).toBeCloseTo(113 / 4, 4);
      expect(found.plainAverage[0]).toBeCloseTo(113 / 4, 4);
      expect(found.weighted[0]).toBeCloseTo((2 + 10 + 28) / 4, 5);
      expect(found.average[0]).toBeCloseTo((2 + 10 + 28) / 8, 5);
      expect(found.unchanged[0]).toBeCloseTo(0, 5);
    });

    it('standardise those rows that count, as if the others were not there', async () => {
      const counting = [1, 5, 7];
      const padded = [...counting, 100, -3];
      const found = await evaluated(
        open,
        { counting: [3], padded: [5], weight: [5] },
        { counting, padded, weight: [3, 3, 3, 0, 0] },
        ({ counting, padded, weight }) => ({
          plain: standardised(counting),
          weighted: standardised(padded, { weight_B: weight }),
        }),
      );
      for (const [row, value] of [...found.plain].entries()) expect(found.weighted[row]).toBeCloseTo(value, 5);
    });
  });
}
