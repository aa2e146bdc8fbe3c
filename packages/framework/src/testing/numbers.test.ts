import { describe, expect, it } from 'vitest';
import { Streams } from '../random/streams.js';
import { distributionDistance, estimate, logSechSquared, quantile, unitBox, wholeLine } from './numbers.js';

const normalDensity = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

describe('numbers for conformance checks', () => {
  it('integrate narrow and heavy-tailed densities over the whole line', () => {
    const narrow = wholeLine(5, 1e-4, 8001);
    const gaussian = narrow.at.map((x, i) => (normalDensity((x - 5) / 1e-4) / 1e-4) * narrow.weight[i]);
    expect(gaussian.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    const wide = wholeLine(0, 1, 8001);
    const cauchy = wide.at.map((x, i) => wide.weight[i] / (Math.PI * (1 + x * x)));
    expect(cauchy.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
  });

  it('integrate over [−1, 1]', () => {
    const { at, weight } = unitBox(1000);
    expect(at.reduce((sum, x, i) => sum + x * x * weight[i], 0)).toBeCloseTo(2 / 3, 5);
  });

  it('take the logarithm of the slope of tanh without cancellation', () => {
    expect(logSechSquared(0.7)).toBeCloseTo(Math.log(1 - Math.tanh(0.7) ** 2), 12);
    expect(logSechSquared(-400)).toBeCloseTo(2 * Math.LN2 - 800, 9);
  });

  it('find quantiles, means and standard errors', () => {
    const values = Float64Array.from([1, 2, 3, 4]);
    expect(quantile(values, 0.5)).toBe(2.5);
    expect(quantile(values, 1)).toBe(4);
    expect(estimate(values)).toEqual({ mean: 2.5, error: Math.sqrt(5 / 3 / 4) });
  });

  it('tell a sample of the density from one of another', () => {
    const { at, weight } = wholeLine(0, 1, 4001);
    const mass = at.map((x, i) => normalDensity(x) * weight[i]);
    const sample = new Float64Array(4000);
    new Streams(3).stream('sample').fillNormal(sample);
    expect(distributionDistance(sample.sort(), at, mass)).toBeLessThan(1.6 / Math.sqrt(4000));
    const wider = sample.map((x) => 1.2 * x);
    expect(distributionDistance(wider, at, mass)).toBeGreaterThan(2.5 / Math.sqrt(4000));
  });

  it('measure the distance of distribution functions exactly', () => {
    const { at, weight } = unitBox(4);
    // Uniform: F(−.5) = .25 and F(.5) = .75; steps of 1/2 are at most .25 away.
    expect(distributionDistance(Float64Array.from([-0.5, 0.5]), at, weight)).toBeCloseTo(0.25, 12);
    expect(distributionDistance(Float64Array.from([0.25, 0.25]), at, weight)).toBeCloseTo(0.625, 12);
  });
});
