import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meanOfTasks, optimalityGap, pooledInterquartileMean } from './aggregate.js';
import { probabilityOfImprovement } from './improvement.js';
import { performanceProfile } from './profile.js';

interface Case {
  readonly x: number[][];
  readonly y: number[][];
  readonly mean: number;
  readonly iqm: number;
  readonly optimalityGap: number;
  readonly probabilityOfImprovement: number;
  readonly taus: number[];
  readonly profile: number[];
}

// Numbers of rliable, the library of Agarwal et al. 2021; `source` in the file says of which version and functions.
const file = new URL('./fixtures/rliable.json', import.meta.url);
const { sets } = JSON.parse(readFileSync(file, 'utf8')) as { sets: Record<string, Case> };

describe.each(Object.entries(sets))('point estimates of "%s" are those of rliable', (_, expected) => {
  const { x, y, taus } = expected;
  const close = (ours: number, theirs: number) => expect(Math.abs(ours - theirs)).toBeLessThan(1e-9);

  it('mean, interquartile mean, optimality gap', () => {
    close(meanOfTasks(x), expected.mean);
    close(pooledInterquartileMean(x), expected.iqm);
    close(optimalityGap(x), expected.optimalityGap);
  });

  it('probability of improvement, ties included', () => {
    const tasks = x.map((first, task) => ({ first, second: y[task] }));
    close(probabilityOfImprovement(tasks), expected.probabilityOfImprovement);
  });

  it('performance profile', () => {
    const { fractions } = performanceProfile(x, taus);
    for (const [i, fraction] of fractions.entries()) close(fraction, expected.profile[i]);
  });
});
