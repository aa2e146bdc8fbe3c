import { describe, expect, it } from 'vitest';
import { auditedRun, METHODS, PROBLEMS } from '../support/auditedRuns.js';

const STEPS = [250, 3000];

const CASES = METHODS.flatMap((method) => PROBLEMS.map((problem) => [method, problem] as const));

describe('the gap to the exact posterior shrinks with training', () => {
  it.each(CASES)('%s on %s', async (method, problem) => {
    const [early, late] = await auditedRun(method, problem, STEPS);
    const line = [early, late].map(({ gap, kl, klOfStates, returnGap, alpha }) =>
      [gap, kl, klOfStates, returnGap, alpha].map((value) => value.toFixed(4)).join(' '),
    );
    console.log(`${method} ${problem}: ${line.join(' -> ')}`);
    expect(late.kl).toBeLessThan(early.kl);
  });
});
