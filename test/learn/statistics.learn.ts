import { describe, expect, it } from 'vitest';
import { measureCoverage } from '../../packages/suite/src/statistics/simulation/coverage.js';
import { measureDecisions, NULLS, shifted } from '../../packages/suite/src/statistics/simulation/decisions.js';
import { bimodal, normal } from '../../packages/suite/src/statistics/simulation/distributions.js';

// `benchmarks/statistics` measures the same with more repetitions and of everything; bounds here leave four standard errors of
// a simulated rate.
const tolerance = (rate: number, repetitions: number) => 4 * Math.sqrt((rate * (1 - rate)) / repetitions);

describe('coverage of nominal 95 % intervals', () => {
  const REPETITIONS = 1000;
  const margin = tolerance(0.95, REPETITIONS);

  it("of Student's interval is 95 % for normal scores, three seeds or twenty", () => {
    const lines = [...measureCoverage(REPETITIONS, ['means'])].filter(({ distribution }) => distribution === 'normal');
    expect(lines.map(({ seeds }) => seeds)).toEqual([3, 5, 10, 20]);
    for (const { covered } of lines) expect(Math.abs(covered - 0.95)).toBeLessThan(margin);
  });

  it('of the probability of improvement is at least 95 %, less only where three seeds leave few values', () => {
    for (const { covered, seeds, distribution, tasks } of measureCoverage(REPETITIONS, ['improvements']))
      expect(covered, `${distribution}, ${tasks} × ${seeds}`).toBeGreaterThan((seeds === 3 ? 0.94 : 0.95) - margin);
  });

  it('of profiles is about 95 %, and no less than 90 % anywhere', () => {
    const lines = [...measureCoverage(REPETITIONS, ['profiles'])];
    for (const { covered, interval, tasks, seeds } of lines)
      expect(covered, `${interval}, ${tasks} × ${seeds}`).toBeGreaterThan(0.9 - margin);
  });

  it('of pooled scores is near 95 % where runs are not bimodal', () => {
    const repetitions = 60;
    const normally = ({ distribution, tasks }: { distribution: string; tasks: number }) =>
      distribution === 'normal' && tasks < 6;
    for (const { covered, seeds, tasks, interval } of measureCoverage(repetitions, ['pooled'], normally))
      expect(covered, `${interval}, ${tasks} × ${seeds}`).toBeGreaterThan(0.92 - tolerance(0.92, repetitions));
  });
});

describe('verdicts', () => {
  const PLAN = { group: 5, looks: 6 };

  it('are false in no more than 5 % of comparisons, whatever the scores are like', () => {
    const repetitions = 60;
    for (const methods of NULLS.slice(0, 2)) {
      const { familyError } = measureDecisions(methods, PLAN, repetitions);
      expect(familyError).toBeLessThan(0.05 + tolerance(0.05, repetitions));
    }
  });

  it('find what is there, with fewer seeds the plainer it is', () => {
    const found = [1, 3].map((shift) => measureDecisions(shifted(normal, 2, shift), PLAN, 50));
    expect(found[0].power).toBeGreaterThan(0.6);
    expect(found[1].power).toBe(1);
    expect(found[1].seeds).toBeLessThan(10);
    expect(found[0].seeds).toBeGreaterThan(2 * found[1].seeds);
    expect(measureDecisions(shifted(bimodal, 2, 2), PLAN, 50).power).toBeGreaterThan(0.9);
  });
});
