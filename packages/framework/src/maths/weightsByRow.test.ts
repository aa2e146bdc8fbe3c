import { describe, expect, it } from 'vitest';
import { engines, evaluated } from './testing/engines.js';
import { topWeights } from './topWeights.js';
import { weightsByRow } from './weightsByRow.js';

const ETA = 0.5;
const ADVANTAGE = [0.3, -1, 2, 0.1];

for (const [engine, open] of Object.entries(engines)) {
  describe(`weights on rows that do not count alike on the ${engine} engine`, () => {
    const weigh = (advantage: readonly number[], share: readonly number[]) => {
      const shapes = { advantage: [advantage.length], share: [share.length], eta: [] };
      return evaluated(open, shapes, { advantage, share, eta: [ETA] }, ({ advantage, share, eta }) => ({
        ...weightsByRow(advantage, eta, share),
        plain_B: topWeights(advantage, eta, advantage.shape[0]!).weight_B,
      }));
    };

    it('are those of all rows where these count alike, whatever that is', async () => {
      const { weight_B, plain_B } = await weigh(ADVANTAGE, [3, 3, 3, 3]);
      for (const [b, weight] of weight_B.entries()) expect(weight).toBeCloseTo(plain_B[b], 6);
    });

    it('are ∝ q exp(A/η), and none where a row is no step, however large what stands there', async () => {
      const share = [1, 2, 0.5, 0];
      const { weight_B, logShare_B } = await weigh([0.3, -1, 2, 900], share);
      const raw = share.map((q, b) => (q > 0 ? q * Math.exp(ADVANTAGE[b] / ETA) : 0));
      const total = raw.reduce((sum, w) => sum + w, 0);
      for (const [b, weight] of weight_B.entries()) expect(weight).toBeCloseTo(raw[b] / total, 6);
      expect(Math.exp(logShare_B[1])).toBeCloseTo(2 / 3.5, 6);
    });
  });
}
