import { describe, expect, it } from 'vitest';
import { kernelOfDivergence, kernelOfPaths } from './fisherKernel.js';

const scores = [
  [1, -2],
  [0.5, 3],
  [-1, 0.25],
].map((score) => Float64Array.from(score));
const returns = [0, 0, 0];
const STEPS = 7;
/** F, of a step. */
const curvature = [4, 0.5];
const divergence = {
  hessianVector: (_at: Float32Array, vector: Float32Array, product: Float32Array) =>
    product.set(vector.map((x, i) => curvature[i] * x)),
};

describe('the Fisher kernel of paths', () => {
  it('has as metric the mean length of a path times the Fisher matrix of a step, divided by nothing', () => {
    const paths = { scores, returns, meanLength: STEPS };
    const ridge = 0.1;
    const { kernel, natural } = kernelOfDivergence(paths, ridge, divergence, new Float32Array(2), 10);
    const metric = curvature.map((c) => STEPS * c + ridge);
    for (const [i, u] of scores.entries())
      for (const [j, v] of scores.entries())
        expect(kernel.data[i * scores.length + j]).toBeCloseTo(
          (u[0] * v[0]) / metric[0] + (u[1] * v[1]) / metric[1],
          5,
        );
    const direction = natural([1, 0, 0]);
    for (const [i, c] of metric.entries()) expect(direction[i]).toBeCloseTo(scores[0][i] / c, 5);
  });

  it('or the mean of u uᵀ over paths, whatever their length', () => {
    const mean = [0, 1, 2, 3].map((entry) => {
      const [i, j] = [entry >> 1, entry & 1];
      return scores.reduce((sum, u) => sum + u[i] * u[j], 0) / scores.length;
    });
    const determinant = mean[0] * mean[3] - mean[1] * mean[2];
    const inverse = [mean[3], -mean[1], -mean[2], mean[0]].map((x) => x / determinant);
    for (const meanLength of [1, STEPS]) {
      const { kernel, natural } = kernelOfPaths({ scores, returns, meanLength }, 1e-9);
      for (const [j, v] of scores.entries()) {
        const image = [inverse[0] * v[0] + inverse[1] * v[1], inverse[2] * v[0] + inverse[3] * v[1]];
        const weights = scores.map((_, i) => (i === j ? 1 : 0));
        for (const [i, x] of natural(weights).entries()) expect(x).toBeCloseTo(image[i], 5);
        for (const [i, u] of scores.entries())
          expect(kernel.data[i * scores.length + j]).toBeCloseTo(u[0] * image[0] + u[1] * image[1], 5);
      }
    }
  });
});
