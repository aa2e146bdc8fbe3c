import { describe, expect, it } from 'vitest';
import { Worth } from './worth.js';

/** How many of so many runs are done alone, where each run with helpers takes this. */
function alone(
  worth: Worth,
  runs: number,
  run: readonly [own: number, waited: number, helped: number, unused: number],
) {
  let count = 0;
  for (let i = 0; i < runs; i++) {
    if (worth.resting()) count++;
    else worth.note(...run);
  }
  return count;
}

describe('Worth', () => {
  it('lets helpers work while they win time, hiccups included', () => {
    const worth = new Worth();
    expect(alone(worth, 1000, [0.3, 0.05, 1, 0])).toBe(0);
    worth.note(0.3, 9, 1, 0);
    expect(alone(worth, 1000, [0.3, 0.05, 1, 0])).toBe(0);
  });

  it('rests after a few runs that lose time, ever longer', () => {
    const worth = new Worth();
    const slow = [0.3, 6, 1, 0] as const;
    expect(alone(worth, 65, slow)).toBe(64);
    expect(alone(worth, 129, slow)).toBe(128);
    expect(alone(worth, 100_000, slow)).toBeGreaterThan(99_950);
  });

  it('rests where helpers do not begin at all', () => {
    expect(alone(new Worth(), 10_000, [0.3, 0, 0, 1])).toBeGreaterThan(9000);
  });

  it('comes back when helpers win time again, and forgets the bad times', () => {
    const worth = new Worth();
    alone(worth, 20_000, [0.3, 6, 1, 0]);
    expect(alone(worth, 20_000, [0.3, 0.01, 1, 0])).toBeLessThan(8192);
    worth.note(0.3, 60, 1, 0);
    expect(alone(worth, 1000, [0.3, 0.01, 1, 0])).toBe(64);
  });
});
