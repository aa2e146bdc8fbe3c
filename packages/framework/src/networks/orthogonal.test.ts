import { describe, expect, it } from 'vitest';
import { Streams } from '../random/streams.js';
import { orthogonal } from './orthogonal.js';

const draw = (rows: number, columns: number, gain: number, seed = 1) => {
  const matrix = new Float32Array(rows * columns);
  orthogonal(gain)(matrix, [rows, columns], new Streams(seed).stream('initialise/test'));
  return matrix;
};

/** Largest deviation of QᵀQ, or of QQᵀ where there are fewer rows, from g² I. */
function deviation(matrix: Float32Array, rows: number, columns: number, gain: number): number {
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const entry = (vector: number, i: number) =>
    rows < columns ? matrix[vector * columns + i] : matrix[i * columns + vector];
  let worst = 0;
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += entry(a, i) * entry(b, i);
      worst = Math.max(worst, Math.abs(sum - (a === b ? gain ** 2 : 0)));
    }
  return worst;
}

describe('orthogonal initial values', () => {
  it.each([
    [64, 64, Math.SQRT2],
    [64, 6, 0.01],
    [4, 64, Math.SQRT2],
    [1, 5, 1],
    [5, 1, 1],
    [256, 256, 1],
  ])('have orthonormal columns or rows, times the gain: %i × %i, %f', (rows, columns, gain) => {
    const matrix = draw(rows, columns, gain);
    expect(deviation(matrix, rows, columns, gain)).toBeLessThan(1e-6 * gain ** 2);
  });

  it('come from the stream they are given', () => {
    expect(draw(8, 4, 1)).toEqual(draw(8, 4, 1));
    expect(draw(8, 4, 1, 2)).not.toEqual(draw(8, 4, 1));
  });

  it('favour no direction', () => {
    // Of 2 × 2 matrices with columns (cos φ, sin φ) and ±(−sin φ, cos φ), φ is uniform and both signs are as likely.
    const draws = 4000;
    let [cosine, cosine2, reflections] = [0, 0, 0];
    const stream = new Streams(7).stream('many');
    for (let i = 0; i < draws; i++) {
      const [a, b, c, d] = (() => {
        const matrix = new Float32Array(4);
        orthogonal(1)(matrix, [2, 2], stream);
        return matrix;
      })();
      cosine += a;
      cosine2 += a * a;
      if (a * d - b * c < 0) reflections++;
    }
    expect(Math.abs(cosine / draws)).toBeLessThan(4 * Math.sqrt(0.5 / draws));
    expect(Math.abs(cosine2 / draws - 0.5)).toBeLessThan(4 * Math.sqrt(0.125 / draws));
    expect(Math.abs(reflections / draws - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / draws));
  });
});
