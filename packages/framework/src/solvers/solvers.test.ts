import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conjugateGradient } from './conjugateGradient.js';
import { minimise, QuasiNewton } from './quasiNewton.js';
import { dot } from './vectors.js';

/** A Aᵀ + I with random A, row by row. */
function randomMatrix(entries: readonly number[], n: number): Float64Array[] {
  const a = Array.from({ length: n }, (_, i) => entries.slice(i * n, (i + 1) * n));
  return a.map((row, i) =>
    Float64Array.from(a, (other, j) => dot(Float64Array.from(row), Float64Array.from(other)) + (i === j ? 1 : 0)),
  );
}

const times = (matrix: readonly Float64Array[]) => (vector: Float64Array, product: Float64Array) => {
  for (const [i, row] of matrix.entries()) product[i] = dot(row, vector);
};

const N = 20;
const problems = fc.record({
  entries: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: N * N, maxLength: N * N }),
  right: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: N, maxLength: N }),
});

describe('conjugate gradients', () => {
  it('solve 20 equations with a random symmetric, positive definite matrix to 1e-8', () => {
    fc.assert(
      fc.property(problems, ({ entries, right }) => {
        const matrix = randomMatrix(entries, N);
        const b = Float64Array.from(right);
        const { solution, residual } = conjugateGradient(times(matrix), b, { iterations: 3 * N, tolerance: 1e-22 });
        const image = new Float64Array(N);
        times(matrix)(solution, image);
        for (const [i, value] of image.entries()) expect(Math.abs(value - b[i])).toBeLessThan(1e-8);
        expect(dot(residual, residual)).toBeLessThan(1e-16);
        expect([...b]).toEqual(right.map(Number));
      }),
      { numRuns: 30 },
    );
  });

  it('end where nothing is left to solve, or a direction has no curvature', () => {
    const flat = (_vector: Float64Array, product: Float64Array) => product.fill(0);
    const limits = { iterations: 10, tolerance: 1e-10 };
    expect(conjugateGradient(flat, new Float64Array(3), limits)).toMatchObject({ iterations: 0 });
    const stuck = conjugateGradient(flat, Float64Array.of(1, 2, 3), limits);
    expect(stuck.iterations).toBe(1);
    expect([...stuck.solution]).toEqual([0, 0, 0]);
  });
});

/** Rosenbrock's valley. */
const valley = ([x, y]: Float64Array, gradient: Float64Array): number => {
  gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
  gradient[1] = 200 * (y - x * x);
  return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
};

describe('the quasi-Newton method', () => {
  it('finds the bottom of a bent valley', () => {
    const { point, value, converged, iterations } = minimise(valley, Float64Array.of(-1.2, 1), {
      iterations: 100,
      tolerance: 1e-9,
    });
    expect(converged).toBe(true);
    expect(iterations).toBeLessThan(60);
    expect(value).toBeLessThan(1e-16);
    expect(point[0]).toBeCloseTo(1, 8);
    expect(point[1]).toBeCloseTo(1, 8);
  });

  it('finds the minimum of any convex quadratic function', () => {
    fc.assert(
      fc.property(problems, ({ entries, right }) => {
        const matrix = randomMatrix(entries, N);
        const b = Float64Array.from(right);
        const quadratic = (x: Float64Array, gradient: Float64Array) => {
          times(matrix)(x, gradient);
          const value = dot(x, gradient) / 2 - dot(b, x);
          for (let i = 0; i < N; i++) gradient[i] -= b[i];
          return value;
        };
        const { gradient } = minimise(quadratic, new Float64Array(N), { iterations: 200, tolerance: 1e-7 });
        for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-6);
      }),
      { numRuns: 20 },
    );
  });

  it('stays where the function is defined: a barrier, and a dual with a logarithm', () => {
    const barrier = ([x]: Float64Array, gradient: Float64Array) => {
      gradient[0] = 1 - 1 / x;
      return x > 0 ? x - Math.log(x) : Number.POSITIVE_INFINITY;
    };
    expect(minimise(barrier, Float64Array.of(20), { iterations: 50, tolerance: 1e-10 }).point[0]).toBeCloseTo(1, 9);
  });

  it('does not take a step for a minimum', () => {
    const slope = ([x]: Float64Array, gradient: Float64Array) => {
      gradient[0] = -1;
      return -x;
    };
    expect(minimise(slope, Float64Array.of(0), { iterations: 3, tolerance: 1e-6 })).toMatchObject({ converged: false });
    expect(minimise(valley, Float64Array.of(1, 1), { iterations: 3, tolerance: 1e-6 })).toMatchObject({
      converged: true,
      iterations: 0,
      evaluations: 1,
    });
  });

  it('keeps its model positive definite', () => {
    const model = new QuasiNewton(2);
    model.remember(Float64Array.of(1, 0), Float64Array.of(-1, 0));
    expect([...model.direction(Float64Array.of(2, 3))]).toEqual([-2, -3]);
    model.remember(Float64Array.of(1, 0), Float64Array.of(4, 0));
    // H fulfils the secant equation of the last step.
    expect(model.direction(Float64Array.of(4, 0))[0]).toBeCloseTo(-1, 12);
  });
});
