import { Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { lqr } from './lqr.js';

/** The Riccati equation of the discounted problem, by iteration, with A = B = Q = 1, R = .1, γ = .95. */
function riccati(): { readonly curvature: number; readonly gain: number } {
  let curvature = 1;
  for (let i = 0; i < 500; i++) curvature = 1 + 0.95 * curvature - (0.95 * curvature) ** 2 / (0.1 + 0.95 * curvature);
  return { curvature, gain: (0.95 * curvature) / (0.1 + 0.95 * curvature) };
}

describe('LQR', () => {
  it('moves linearly and pays for the state that the action is taken in', () => {
    const options = { stateGain: 0.5, actionGain: 2, stateCost: 3, actionCost: 0.2, noiseVariance: 0 };
    const environment = lqr({ ...options, startMean: 4, startDeviation: 0 }).create(1, new Streams(1).stream('x'));
    expect([...environment.reset()]).toEqual([4]);
    const step = environment.step(Float32Array.of(-1.5));
    expect(step.nextObservation_NO[0]).toBe(0.5 * 4 + 2 * -1.5);
    expect(step.reward_N[0]).toBeCloseTo(-0.5 * (3 * 16 + 0.2 * 2.25), 12);
  });

  it('draws start and noise with the given variances', () => {
    const copies = 20_000;
    const environment = lqr({ startMean: 2, startDeviation: 3, noiseVariance: 0.25 }).create(
      copies,
      new Streams(1).stream('x'),
    );
    const start = environment.reset().slice();
    const next = environment.step(new Float32Array(copies)).nextObservation_NO;
    const moments = (values: readonly number[]) => {
      const mean = values.reduce((sum, x) => sum + x, 0) / copies;
      return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / copies };
    };
    const first = moments([...start]);
    expect(Math.abs(first.mean - 2)).toBeLessThan((4 * 3) / Math.sqrt(copies));
    expect(Math.abs(first.variance / 9 - 1)).toBeLessThan(4 * Math.sqrt(2 / copies));
    const noise = moments(Array.from(next, (x, n) => x - start[n]));
    expect(Math.abs(noise.mean)).toBeLessThan((4 * 0.5) / Math.sqrt(copies));
    expect(Math.abs(noise.variance / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / copies));
  });

  it('has the value −½ P s² − ½ γ P W / (1 − γ) under the linear-quadratic regulator', () => {
    const { curvature, gain } = riccati();
    expect(curvature).toBeCloseTo(1.0912022, 7);
    expect(gain).toBeCloseTo(0.9120216, 7);
    const copies = 4000;
    const environment = lqr({ startMean: 1, startDeviation: 0, timeLimit: null }).create(
      copies,
      new Streams(3).stream('x'),
    );
    const observation = environment.reset();
    const returns = new Float64Array(copies);
    const action = new Float32Array(copies);
    for (let t = 0; t < 300; t++) {
      for (let n = 0; n < copies; n++) action[n] = -gain * observation[n];
      environment.step(action).reward_N.forEach((reward, n) => {
        returns[n] += 0.95 ** t * reward;
      });
    }
    const mean = returns.reduce((sum, total) => sum + total, 0) / copies;
    const variance = returns.reduce((sum, total) => sum + (total - mean) ** 2, 0) / copies;
    const exact = -0.5 * curvature - (0.5 * 0.95 * curvature * 0.01) / 0.05;
    expect(Math.abs(mean - exact)).toBeLessThan(4 * Math.sqrt(variance / copies));
  });
});
