import { describe, expect, it } from 'vitest';
import { firstDifference, requireSame } from './sameSettings.js';

describe('firstDifference', () => {
  it.each([
    [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, undefined],
    [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, { path: 'a.b.1', stored: 2, wanted: 3 }],
    [{ a: 1 }, {}, { path: 'a', stored: 1, wanted: undefined }],
    [{}, { a: null }, { path: 'a', stored: undefined, wanted: null }],
    [[1], { 0: 1 }, { path: '', stored: [1], wanted: { 0: 1 } }],
    ['x', 'y', { path: '', stored: 'x', wanted: 'y' }],
  ])('of %j and %j', (stored, wanted, difference) => {
    expect(firstDifference(stored, wanted)).toEqual(difference);
  });
});

it('requireSame names the difference, and takes undefined for absent', () => {
  requireSame('Folder "x"', { a: 1, b: undefined }, { a: 1 });
  expect(() => requireSame('Folder "x"', { rows: [{ steps: 300 }] }, { rows: [{ steps: 400 }] })).toThrow(
    expect.objectContaining({
      code: 'VEM_RESUME_DIFFERS',
      path: 'rows.0.steps',
      received: 400,
      exitStatus: 2,
      message: expect.stringContaining('300'),
    }),
  );
});
