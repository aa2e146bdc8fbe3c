import { matrix } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { gradientPosterior } from './bayesianQuadrature.js';
import { kernelOfPaths } from './fisherKernel.js';

/** Numbers from −3 to 3 without a pattern. */
function spread(count: number): number[] {
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(3 * Math.sin((2.399963 * i + 1) * 1.7) * Math.cos(i * 0.7));
  return values;
}

const THETA = 0.3;

/** Scores u = ξ − θ of a Gaussian's mean, with returns sin ξ and G = 1. */
function estimate(model: 'products' | 'returns', count: number, noiseVariance: number) {
  const scores = spread(count);
  const returns = scores.map((u) => Math.sin(THETA + u));
  const kernel = matrix(
    count,
    count,
    scores.flatMap((u) => scores.map((v) => u * v)),
  );
  const { weights, variance } = gradientPosterior[model]({ kernel, returns, noiseVariance, dimension: 1 });
  return { mean: weights.reduce((sum, weight, i) => sum + weight * scores[i], 0), variance };
}

describe('the gradient by Bayesian quadrature', () => {
  it.each(['products', 'returns'] as const)('is surer with more paths: %s', (model) => {
    const variances = [4, 16, 64].map((count) => estimate(model, count, 0.1).variance);
    expect(variances[0]).toBeGreaterThan(variances[1]);
    expect(variances[1]).toBeGreaterThan(variances[2]);
    expect(variances[2]).toBeGreaterThan(0);
  });

  it('tends to the prior, no gradient, where observations are all noise', () => {
    expect(Math.abs(estimate('returns', 16, 1e6).mean)).toBeLessThan(1e-3);
    expect(estimate('products', 16, 1e9).variance).toBeCloseTo(2, 5);
  });

  it('is the mean over paths, as they are, where these are all that is known of G: more parameters than paths', () => {
    const count = 4;
    const scores = Array.from({ length: count }, (_, i) =>
      Float64Array.from({ length: 40 }, (_x, j) => Math.sin(3.1 * i + 1.7 * j * (i + 1))),
    );
    const returns = [1, -2, 0.5, 3];
    const { kernel, natural } = kernelOfPaths({ scores, returns, meanLength: 1 }, 1e-9);
    const { weights } = gradientPosterior.returns({ kernel, returns, noiseVariance: 0.5, dimension: 40 });
    // k = M I: the mean of the paths, M / (M + σ²) times as large.
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(returns[i] / (count + 0.5), 6);
    // And G⁻¹ of it reproduces the weights along the scores: u_iᵀ G⁻¹ Σ w u = M w_i.
    const direction = natural(weights);
    for (const [i, score] of scores.entries()) {
      const along = score.reduce((sum, value, j) => sum + value * direction[j], 0);
      expect(along).toBeCloseTo(count * weights[i], 5);
    }
  });

  it('is the exact one where a Gaussian process of its kind is: a return that is linear in the score', () => {
    const scores = spread(64);
    const kernel = matrix(
      64,
      64,
      scores.flatMap((u) => scores.map((v) => u * v)),
    );
    const returns = scores.map((u) => 2 * u);
    const { weights } = gradientPosterior.returns({ kernel, returns, noiseVariance: 1e-3, dimension: 1 });
    expect(weights.reduce((sum, weight, i) => sum + weight * scores[i], 0)).toBeCloseTo(2, 3);
  });
});
