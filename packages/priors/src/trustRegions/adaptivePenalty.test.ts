import { describe, expect, it } from 'vitest';
import { adaptedBeta } from './adaptivePenalty.js';

const rule = { target: 0.01, tolerance: 1.5, factor: 2, bounds: [1e-3, 1e3] } as const;
const after = (beta: number, kl: number) => adaptedBeta(beta, kl, { ...rule, bounds: [...rule.bounds] });

describe('β of the adaptive penalty', () => {
  it.each([
    ['halves below two thirds of the target', 0.0066, 0.5],
    ['stays just above', 0.0067, 1],
    ['stays just below one and a half times the target', 0.0149, 1],
    ['doubles above', 0.0151, 2],
  ])('%s', (_what, kl, expected) => {
    expect(after(1, kl)).toBe(expected);
  });

  it('comes back when it is needed, however long it was not', () => {
    let beta = 1;
    for (let rollout = 0; rollout < 2000; rollout++) beta = after(beta, 0);
    expect(beta).toBe(1e-3);
    for (let rollout = 0; rollout < 10; rollout++) beta = after(beta, 1);
    expect(beta).toBeGreaterThan(1);
    for (let rollout = 0; rollout < 2000; rollout++) beta = after(beta, 1);
    expect(beta).toBe(1e3);
  });
});
