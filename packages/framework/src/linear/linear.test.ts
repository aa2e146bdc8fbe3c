import { describe, expect, it } from 'vitest';
import { gaussianMarginals } from './marginals.js';
import { identity, inverse, matrix, product } from './matrices.js';
import {
  conditionedNoise,
  expectedQuadratic,
  likeliestQuadratic,
  nothingAfter,
  type QuadraticValue,
  softMaximumQuadratic,
} from './quadratic.js';

const scalar = (value: number) => matrix(1, 1, [value]);
const [A, B, Q, R, W, mean, spread, alpha] = [0.9, 0.7, 1.3, 0.4, 0.5, 0.8, 0.6, 0.5];
const system = {
  stateGain: scalar(A),
  actionGain: scalar(B),
  noiseCovariance: scalar(W),
  stateCost: scalar(Q),
  actionCost: scalar(R),
  startMean: Float64Array.of(mean),
  startCovariance: scalar(spread),
};
const flat = { precision: 0, constant: 0 };

describe('small matrices', () => {
  it('have inverses and determinants, singular ones none', () => {
    const a = matrix(3, 3, [0, 2, 1, 1, 0, 0, 3, 1, 4]);
    const { inverse: back, logDeterminant } = inverse(a)!;
    const unit = product(a, back).data;
    for (const [i, value] of identity(3).data.entries()) expect(unit[i]).toBeCloseTo(value, 12);
    // Expanding along the second row: −(2 · 4 − 1 · 1).
    expect(logDeterminant).toBeCloseTo(Math.log(7), 12);
    expect(inverse(matrix(2, 2, [1, 2, 2, 4]))).toBeUndefined();
  });
});

describe('messages of two steps on a line', () => {
  /** The posterior of (s₀, a₀, s₁, a₁) written down: p(s₀) p(s₁|s₀, a₀) e^{−½ (Q s² + R a²)/α}. */
  const joint = () => {
    const precision = matrix(4, 4);
    const add = (i: number, j: number, value: number) => {
      precision.data[4 * i + j] += value;
    };
    add(0, 0, 1 / spread);
    const residual = [-A, -B, 1, 0];
    for (const [i, left] of residual.entries())
      for (const [j, right] of residual.entries()) add(i, j, (left * right) / W);
    for (const [i, cost] of [Q, R, Q, R].entries()) add(i, i, cost / alpha);
    const covariance = inverse(precision)!.inverse;
    return { covariance, mean: product(covariance, matrix(4, 1, [mean / spread, 0, 0, 0])) };
  };

  it('give the marginals of the joint posterior where chance is inferred', () => {
    const backward = (after: QuadraticValue) =>
      softMaximumQuadratic(likeliestQuadratic(system, after, alpha, 1), flat, alpha);
    const second = backward(nothingAfter(1));
    const first = backward(second.value);
    const noise = (value: QuadraticValue) => conditionedNoise(system.noiseCovariance, value, alpha);
    const found = gaussianMarginals(system, conditionedNoise(system.startCovariance, first.value, alpha), [
      { policy: first.policy, noise: noise(second.value) },
      { policy: second.policy, noise: noise(nothingAfter(1)) },
    ]);
    const { covariance, mean: expected } = joint();
    for (const [t, { stateMean, stateCovariance, actionMean, actionCovariance }] of found.entries()) {
      expect(stateMean.data[0]).toBeCloseTo(expected.data[2 * t], 12);
      expect(actionMean.data[0]).toBeCloseTo(expected.data[2 * t + 1], 12);
      expect(stateCovariance.data[0]).toBeCloseTo(covariance.data[4 * (2 * t) + 2 * t], 12);
      expect(actionCovariance.data[0]).toBeCloseTo(covariance.data[4 * (2 * t + 1) + 2 * t + 1], 12);
    }
  });

  it('are those of the policy in the world as it is where chance is fixed', () => {
    const { policy } = softMaximumQuadratic(expectedQuadratic(system, nothingAfter(1), 1), flat, alpha);
    const [start, next] = gaussianMarginals(system, undefined, [
      { policy, noise: undefined },
      { policy, noise: undefined },
    ]);
    expect(start.stateMean.data[0]).toBe(mean);
    // The last step has nothing to gain by acting: mean 0, variance α/R.
    expect(policy.gain.data[0]).toBeCloseTo(0, 14);
    expect(next.stateMean.data[0]).toBeCloseTo(A * mean, 12);
    expect(next.stateCovariance.data[0]).toBeCloseTo(A * A * spread + (B * B * alpha) / R + W, 12);
  });

  it('agree with each other where there is no noise', () => {
    const still = { ...system, noiseCovariance: scalar(0) };
    const value = { curvature: scalar(1.7), constant: -0.3 };
    const [fixed, inferred] = [expectedQuadratic(still, value, 0.9), likeliestQuadratic(still, value, alpha, 0.9)];
    for (const part of ['ofStates', 'mixed', 'ofActions'] as const)
      expect(inferred[part].data[0]).toBeCloseTo(fixed[part].data[0], 12);
    expect(inferred.constant).toBeCloseTo(fixed.constant, 12);
  });

  it('have no answer where actions cost nothing', () => {
    const free = { ...system, actionCost: scalar(0) };
    expect(() => softMaximumQuadratic(expectedQuadratic(free, nothingAfter(1), 1), flat, alpha)).toThrow(
      expect.objectContaining({ code: 'VEM_LINEAR_UNSOLVABLE' }),
    );
  });
});
