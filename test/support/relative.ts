import { expect } from 'vitest';

/** What single precision leaves of analytic numbers. */
export const SINGLE_PRECISION = 1e-4;

/** Close in units of the expected number, or of 1 where that is smaller. */
export function expectClose(received: number, expected: number, tolerance = SINGLE_PRECISION): void {
  const error = Math.abs(received - expected) / Math.max(1, Math.abs(expected));
  expect(error, `${received} instead of ${expected}`).toBeLessThanOrEqual(tolerance);
}
