import { describe, expect, it } from 'vitest';
import { Xoshiro } from './xoshiro.js';
import { ZIGGURAT } from './ziggurat.js';

const DRAWS = 2_000_000;

/** P(k/4 ≤ x < (k + 1)/4) for k = 0 … 15, and P(x ≥ 4), from the complementary error function. */
const PROBABILITY_OF_QUARTERS = [
  0.098706325683, 0.092756135591, 0.081910186349, 0.067972098445, 0.053005480265, 0.038842572398, 0.026748044405,
  0.017309024916, 0.010525659293, 0.006014807329, 0.003229902091, 0.001629865203, 0.000772872989, 0.000344395963,
  0.000144211794, 0.000056746043,
];
const BEYOND_4 = 0.0000316712418;

const stream = new Xoshiro('normal', [101, 202, 303, 404]);
const sample = new Float64Array(DRAWS);
stream.fillNormal(sample);

/** Distance of the sample mean of f from its expectation, in standard errors. */
function errors(f: (x: number) => number, mean: number, variance: number): number {
  let sum = 0;
  for (let i = 0; i < DRAWS; i++) sum += f(sample[i]);
  return Math.abs(sum / DRAWS - mean) / Math.sqrt(variance / DRAWS);
}

describe('the table of the ziggurat', () => {
  it('has 128 strips of one area that fill the density', () => {
    const { density, inside, width, edge } = ZIGGURAT;
    const outer = (layer: number) => width[layer] * 2 ** 31;
    const area = outer(1) * (density[0] - density[1]);
    for (let layer = 2; layer < 128; layer++) {
      expect(outer(layer) * (density[layer - 1] - density[layer])).toBeCloseTo(area, 10);
    }
    expect(outer(127)).toBe(edge);
    // The base: a rectangle of the density's height at the edge, as wide as its strip with the tail is large.
    expect(outer(0) * density[127]).toBeCloseTo(area, 10);
    expect(inside[0] * width[0]).toBeCloseTo(edge, 10);
    // Together the strips hold the half density: √(π/2) plus what sticks out of it.
    expect(128 * area).toBeGreaterThan(Math.sqrt(Math.PI / 2));
    expect(128 * area).toBeLessThan(1.02 * Math.sqrt(Math.PI / 2));
  });
});

describe('normal numbers', () => {
  // Moments of N(0, 1): E x^2k = (2k − 1)!!; the variance of x^k is E x^2k − (E x^k)².
  it.each([
    { power: 1, mean: 0, variance: 1 },
    { power: 2, mean: 1, variance: 2 },
    { power: 3, mean: 0, variance: 15 },
    { power: 4, mean: 3, variance: 96 },
    { power: 6, mean: 15, variance: 10_170 },
  ])('have the moment of order $power within 4 standard errors', ({ power, mean, variance }) => {
    expect(errors((x) => x ** power, mean, variance)).toBeLessThan(4);
  });

  it('have no serial correlation', () => {
    let sum = 0;
    for (let i = 1; i < DRAWS; i++) sum += sample[i] * sample[i - 1];
    expect(Math.abs(sum) / Math.sqrt(DRAWS - 1)).toBeLessThan(4);
  });

  it('fall into bins of width ¼ as the density says (chi-square within 4 standard errors)', () => {
    const half = PROBABILITY_OF_QUARTERS;
    const counts = new Float64Array(2 * (half.length + 1));
    const bin = (x: number) => Math.min(Math.floor(Math.abs(x) * 4), half.length);
    for (const x of sample) counts[2 * bin(x) + (x < 0 ? 1 : 0)]++;
    let chiSquare = 0;
    [...half, BEYOND_4].forEach((probability, i) => {
      for (const count of [counts[2 * i], counts[2 * i + 1]]) {
        chiSquare += (count - DRAWS * probability) ** 2 / (DRAWS * probability);
      }
    });
    const freedom = counts.length - 1;
    expect(Math.abs(chiSquare - freedom)).toBeLessThan(4 * Math.sqrt(2 * freedom));
  });

  it('reach into the tail beyond the last layer as often and as far as they should', () => {
    // P(|x| > edge) and E[|x| − edge given that], from the complementary error function.
    const probability = 0.0005761085124;
    const excess = 0.2546972004;
    const draws = 8_000_000;
    const more = new Xoshiro('tail', [7, 77, 777, 7777]);
    const tail: number[] = [];
    let positive = 0;
    for (let i = 0; i < draws; i++) {
      const x = more.normal();
      if (Math.abs(x) <= ZIGGURAT.edge) continue;
      tail.push(Math.abs(x) - ZIGGURAT.edge);
      if (x > 0) positive++;
    }
    const standardError = Math.sqrt(draws * probability);
    expect(Math.abs(tail.length - draws * probability)).toBeLessThan(4 * standardError);
    const mean = tail.reduce((sum, x) => sum + x, 0) / tail.length;
    const variance = tail.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (tail.length - 1);
    expect(Math.abs(mean - excess)).toBeLessThan(4 * Math.sqrt(variance / tail.length));
    expect(Math.abs(positive - tail.length / 2)).toBeLessThan(4 * Math.sqrt(tail.length / 4));
  });
});
