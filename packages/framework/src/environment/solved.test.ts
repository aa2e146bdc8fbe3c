import { describe, expect, it } from 'vitest';
import { meanOver, meanReturnAtLeast } from './solved.js';

const episode = (total: number) => ({
  return: total,
  length: 1,
  terminated: true,
  finalObservation: new Float32Array(1),
});

describe('meanReturnAtLeast', () => {
  const criterion = meanReturnAtLeast(475);

  it('judges the mean return of 100 deterministic episodes', () => {
    expect(criterion).toMatchObject({ episodes: 100, behaviour: 'mode' });
    expect(criterion.value([episode(450), episode(500)])).toBe(475);
    expect(criterion.passed(475)).toBe(true);
    expect(criterion.passed(474.999)).toBe(false);
  });

  it('is not passed by no episodes', () => {
    expect(criterion.passed(criterion.value([]))).toBe(false);
  });
});

describe('meanOver', () => {
  it('averages a number of each episode', () => {
    expect(meanOver([episode(1), episode(3)], ({ return: total }) => total ** 2)).toBe(5);
  });
});
