import { describe, expect, it } from 'vitest';
import { boltzmannPolicy, divergenceAt, policyValueAt } from './policies.js';
import { softMaximumAt } from './softMaximum.js';
import type { TablesDescription } from './tables.js';
import { visits } from './visits.js';
import { writeTables } from './writeTables.js';

/** 0 → 1 → 2, which is terminal; a move succeeds with probability .5. */
const walk: TablesDescription = {
  states: 3,
  actions: 1,
  outcomes: (state, _action, add) => {
    add(state + 1, 0.5, -1);
    add(state, 0.5, -1);
    add(0, 0, 7);
  },
  terminal: (state) => state === 2,
  start: (state) => (state === 0 ? 1 : 0),
};
const rowOf = (...values: number[]) => Float64Array.from(values);

describe('tables', () => {
  it('keep what can happen, pair by pair', () => {
    const { first_P, next_E, probability_E, terminal_S } = writeTables('walk', walk);
    expect([...first_P]).toEqual([0, 2, 4, 5]);
    expect([...next_E]).toEqual([1, 0, 2, 1, 2]);
    expect([...probability_E]).toEqual([0.5, 0.5, 0.5, 0.5, 1]);
    expect([...terminal_S]).toEqual([0, 0, 1]);
  });

  it('larger than the memory are refused before they are counted', () => {
    const counted = () => {
      throw new Error('was counted');
    };
    expect(() => writeTables('huge', { ...walk, states: 1e9, terminal: counted, outcomes: counted })).toThrow(
      expect.objectContaining({
        code: 'VEM_MEMORY_LIMIT',
        message: expect.stringMatching(/"huge": 1000000000 states/),
      }),
    );
  });

  it.each([
    ['do not sum to 1', (add: (...outcome: [number, number, number]) => void) => add(0, 0.9, 0), /sum of 0\.9/],
    ['lead nowhere', (add: (...outcome: [number, number, number]) => void) => add(3, 1, 0), /state 3/],
    ['pay no number', (add: (...outcome: [number, number, number]) => void) => add(0, 1, Number.NaN), /NaN/],
  ])('whose outcomes %s are refused', (_what, say, message) => {
    expect(() => writeTables('odd', { ...walk, outcomes: (_s, _a, add) => say(add) })).toThrow(
      expect.objectContaining({ code: 'VEM_TABLES_INVALID', message: expect.stringMatching(message) }),
    );
  });
});

describe('the soft maximum of a row', () => {
  const q = rowOf(1, 2, 3);
  const p = rowOf(0.5, 0.3, 0.2);
  const log = p.map(Math.log);

  it('becomes the mean under the prior as the temperature grows, without loss of digits', () => {
    const mean = 0.5 + 0.6 + 0.6;
    expect(softMaximumAt(q, log, 0, 3, Infinity)).toBeCloseTo(mean, 14);
    expect(softMaximumAt(q, log, 0, 3, 1e12)).toBeCloseTo(mean, 11);
    const variance = 0.5 * 1 + 0.3 * 4 + 0.2 * 9 - mean ** 2;
    // Second order: mean + variance / 2α.
    expect(softMaximumAt(q, log, 0, 3, 1e5)).toBeCloseTo(mean + variance / 2e5, 9);
  });

  it('is the same on both sides of where it changes its formula', () => {
    for (const alpha of [1999, 2000, 2001]) {
      const plain = alpha * Math.log(p.reduce((sum, mass, i) => sum + mass * Math.exp(q[i] / alpha), 0));
      expect(softMaximumAt(q, log, 0, 3, alpha)).toBeCloseTo(plain, 9);
    }
  });

  it('does not overflow, and finds a good action that the prior hardly takes', () => {
    expect(softMaximumAt(rowOf(1e6, 0), rowOf(Math.log(1e-300), 0), 0, 2, 1)).toBeCloseTo(1e6 + Math.log(1e-300), 6);
    expect(softMaximumAt(rowOf(-1e6, -1e6 - 1), rowOf(0, 0), 0, 2, 0.01)).toBeCloseTo(-1e6, 6);
  });

  it('is what the Boltzmann policy is worth, and no policy is worth more', () => {
    for (const alpha of [0.1, 1, 10]) {
      const best = boltzmannPolicy(q, log, 3, alpha);
      expect(policyValueAt(q, best, log, 0, 3, alpha)).toBeCloseTo(softMaximumAt(q, log, 0, 3, alpha), 12);
      const other = rowOf(0.2, 0.2, 0.6).map(Math.log);
      const gap = softMaximumAt(q, log, 0, 3, alpha) - policyValueAt(q, other, log, 0, 3, alpha);
      expect(gap).toBeCloseTo(alpha * divergenceAt(other, best, 0, 3), 12);
    }
  });
});

describe('visits', () => {
  it('are discounted, end with the episode, and sum to (1 − γ^T)/(1 − γ) without an end', () => {
    const tables = writeTables('walk', walk);
    const alone = () => new Float64Array(3);
    const visited = visits(tables, alone, { discount: 1, horizon: Infinity });
    // Each state is left with probability ½.
    expect(visited[0]).toBeCloseTo(2, 9);
    expect(visited[1]).toBeCloseTo(2, 9);
    expect(visited[2]).toBe(0);
    const endless = writeTables('endless', {
      ...walk,
      terminal: () => false,
      outcomes: (s, _a, add) => add(2 - s, 1, 0),
    });
    for (const horizon of [1, 20]) {
      const sum = visits(endless, alone, { discount: 0.9, horizon }).reduce((total, mass) => total + mass, 0);
      expect(sum).toBeCloseTo((1 - 0.9 ** horizon) / 0.1, 12);
    }
  });
});
