import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActionAdapter } from './actionAdapter.js';
import { singleBounds } from './singleBounds.js';
import { box } from './spaces.js';

const bounds = (low: number, high: number) => {
  const single = singleBounds(box({ low: [low], high: [high] }));
  return [single.low[0], single.high[0]];
};

describe('bounds in single precision', () => {
  it('are rounded into the box', () => {
    const [low, high] = bounds(0.1, 0.3);
    expect(low).toBe(0.10000000149011612);
    expect(high).toBe(0.29999998211860657);
    expect(bounds(-0.3, -0.1)).toEqual([-high, -low]);
  });

  it('stay what they are where single precision has them', () => {
    expect(bounds(-2, 0.5)).toEqual([-2, 0.5]);
    expect(bounds(0, 1)).toEqual([0, 1]);
  });

  it('are next to 0 where they are too small for it', () => {
    expect(bounds(1e-60, 1)[0]).toBe(2 ** -149);
    expect(bounds(-1, -1e-60)[1]).toBe(-(2 ** -149));
  });

  it('are inside and as near as can be, whatever the bounds', () => {
    const bound = fc.double({ min: -1e30, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(bound, bound, (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-3 * (Math.abs(a) + Math.abs(b)));
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const [low, high] = bounds(from, to);
        expect(low).toBeGreaterThanOrEqual(from);
        expect(high).toBeLessThanOrEqual(to);
        expect(Math.abs(low - from)).toBeLessThanOrEqual(Math.max(2 ** -149, 2 ** -23 * Math.abs(from)));
      }),
    );
  });
});

describe('actions of policies in units of the environment', () => {
  it('are within the bounds, whatever the policy says', () => {
    const [low, high] = [
      [-0.3, 7.1, -1e-3],
      [0.1, 1e5 / 3, 1e-3 / 3],
    ];
    const adapter = new ActionAdapter(box({ low, high }), 1);
    const entry = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(-1, 1, 1 + 2 ** -23, -1 - 2 ** -23));
    fc.assert(
      fc.property(fc.tuple(entry, entry, entry), (action) => {
        adapter.convert(Float32Array.from(action));
        adapter.environment.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(low[i]);
          expect(value).toBeLessThanOrEqual(high[i]);
        });
      }),
    );
  });

  it('reach both bounds', () => {
    const adapter = new ActionAdapter(box({ low: [-2], high: [2] }), 1);
    adapter.convert(Float32Array.of(5));
    expect(adapter.environment[0]).toBe(2);
    // What experience keeps is what the policy said: its density is that of this action.
    expect(adapter.stored[0]).toBe(5);
    adapter.convert(Float32Array.of(-5));
    expect(adapter.environment[0]).toBe(-2);
  });
});
