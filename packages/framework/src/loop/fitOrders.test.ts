import { describe, expect, it } from 'vitest';
import { Streams } from '../random/streams.js';
import { FitOrders } from './fitOrders.js';

const stream = (seed = 1) => new Streams(seed).stream('test');
const begun = (samples: number, seed = 1) => {
  const orders = new FitOrders();
  orders.begin({ rows: 100, stride: 2, heldOut: 0.2, steps: 5, samples }, stream(seed));
  return orders;
};
const rowsHeldOut = ({ heldOut }: FitOrders) => [...heldOut].flatMap((row) => [0, 1, 2, 3, 4].map((t) => row + 2 * t));

describe('the rows of a fit', () => {
  it('are held out in whole stretches of one environment, and never learned from', () => {
    const orders = begun(1);
    const heldOut = rowsHeldOut(orders);
    expect(heldOut).toHaveLength(20);
    expect(new Set([...heldOut, ...orders.training])).toEqual(new Set(Array.from({ length: 100 }, (_, row) => row)));
    expect(heldOut.length + orders.training.length).toBe(100);
    expect(rowsHeldOut(begun(1, 2))).not.toEqual(heldOut);
  });

  it('come once per epoch, in a new order each time; the last minibatch is filled up', () => {
    const orders = begun(1);
    const epoch = () => {
      orders.shuffle(stream(3));
      const rows = new Int32Array(32);
      expect(orders.minibatches(32)).toBe(3);
      return [0, 1, 2].flatMap((index) => {
        orders.minibatch(index, 32, rows);
        return [...rows];
      });
    };
    const [first, second] = [epoch(), epoch()];
    expect(new Set(first)).toEqual(new Set(orders.training));
    expect(first.slice(0, 80).toSorted()).toEqual([...orders.training].toSorted());
    expect(first.slice(80)).toEqual(first.slice(0, 16));
    expect(second).not.toEqual(first);
  });

  it('are drawn with replacement for each of several samples, from those not held out', () => {
    const orders = begun(3);
    const heldOut = new Set(rowsHeldOut(orders));
    const rows = new Int32Array(3 * 80);
    orders.shuffle(stream());
    orders.minibatch(0, 80, rows);
    expect([...rows].filter((row) => heldOut.has(row))).toEqual([]);
    for (let sample = 0; sample < 3; sample++) {
      const distinct = new Set(rows.subarray(80 * sample, 80 * sample + 80)).size;
      // 1 − 1/e of 80, as bootstrap samples have.
      expect(distinct).toBeGreaterThan(40);
      expect(distinct).toBeLessThan(62);
    }
    expect([...rows.subarray(0, 80)].toSorted()).not.toEqual([...rows.subarray(80, 160)].toSorted());
  });

  it('are what they were after a restart', () => {
    const [whole, other] = [begun(3), new FitOrders()];
    whole.shuffle(stream(5));
    other.restore(whole.state());
    const rows = [new Int32Array(30), new Int32Array(30)];
    for (const [i, orders] of [whole, other].entries()) {
      orders.shuffle(stream(6));
      orders.minibatch(1, 10, rows[i]);
    }
    expect(rows[0]).toEqual(rows[1]);
    expect(other.heldOut).toEqual(whole.heldOut);
  });

  it('may be too few to hold any out', () => {
    const orders = new FitOrders();
    orders.begin({ rows: 3, stride: 1, heldOut: 0.2, steps: 5, samples: 2 }, stream());
    expect(orders.heldOut).toHaveLength(0);
    expect([...orders.training]).toEqual([0, 1, 2]);
  });
});
