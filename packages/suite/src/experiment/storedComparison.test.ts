import { describe, expect, it } from 'vitest';
import type { Comparison } from '../store/comparison.js';
import { planSuite } from './plan.js';
import { grownPlan, lengthened, requireSameQuestions } from './storedComparison.js';
import { parseSuite, type SuiteInput } from './suite.js';

const base: SuiteInput = {
  name: 'tiny',
  description: 'one row on one task',
  rows: [{ name: 'sac', preset: 'sac' }],
  environments: [{ id: 'Pendulum-v1', steps: 100 }],
  seeds: 1,
  episodes: 1,
};
const planOf = (changes: Partial<SuiteInput> = {}) => planSuite(parseSuite({ ...base, ...changes }, 'tiny'));
const stored: Comparison = {
  format: 'vem-comparison-1',
  suite: parseSuite(base, 'tiny'),
  command: 'vem compare',
  commit: null,
  runs: planOf().map(({ folder, config }) => ({ folder, config })),
  failures: [],
};
const grown = (changes: Partial<SuiteInput>) => grownPlan('c', stored, changes.name ?? 'tiny', planOf(changes));
const names = (changes: Partial<SuiteInput>) => grown(changes).map(({ folder }) => folder);
const coded = (code: string) => expect.objectContaining({ code, exitStatus: 2 });

describe('grownPlan', () => {
  it('is what was begun where nothing is added', () => {
    expect(grown({})).toEqual(planOf());
    expect(lengthened(stored, grown({}))).toEqual([]);
  });

  it('takes more seeds, methods, environments and steps', () => {
    expect(names({ seeds: 2 })).toEqual(['sac-Pendulum-v1-seed1', 'sac-Pendulum-v1-seed2']);
    expect(names({ rows: [{ name: 'mpo', preset: 'mpo' }, ...base.rows] })).toEqual([
      'mpo-Pendulum-v1-seed1',
      'sac-Pendulum-v1-seed1',
    ]);
    const environments = [...base.environments, { id: 'PointMass2D', steps: 50 }];
    expect(names({ environments })).toEqual(['sac-Pendulum-v1-seed1', 'sac-PointMass2D-seed1']);
    const longer = grown({ environments: [{ id: 'Pendulum-v1', steps: 400 }] });
    expect(lengthened(stored, longer)).toEqual(longer);
  });

  it('keeps the distance between points of learning curves, also for what is added to a row', () => {
    const plan = grown({ seeds: 2, environments: [{ id: 'Pendulum-v1', steps: 400 }] });
    expect(plan.map(({ config }) => [config.seed, config.envSteps, config.evaluateEvery])).toEqual([
      [1, 400, 10],
      [2, 400, 10],
    ]);
  });

  it('takes nothing away', () => {
    const shorter = { environments: [{ id: 'Pendulum-v1', steps: 99 }] };
    expect(() => grown(shorter)).toThrow(coded('VEM_RESUME_SHRINKS'));
    expect(() => grown({ rows: [{ name: 'mpo', preset: 'mpo' }] })).toThrow(coded('VEM_RESUME_SHRINKS'));
  });

  it('changes nothing of what was begun', () => {
    expect(() => grown({ rows: [{ name: 'sac', preset: 'sac', set: { prior: 'gaussian' } }] })).toThrow(
      coded('VEM_RESUME_DIFFERS'),
    );
    expect(() => grown({ episodes: 2 })).toThrow(/"evaluationEpisodes" is 1 there, received 2/);
    expect(() => grown({ name: 'another' })).toThrow(/"name" is "tiny" there/);
  });
});

describe('requireSameQuestions', () => {
  const { suite } = stored;
  const sequential = { group: 5, maxSeeds: 30, pairs: [['a', 'b']] as [string, string][] };
  const longer = { ...suite, environments: [{ ...suite.environments[0], steps: 200 }] };

  it('holds a comparison that adds seeds to what it was begun with', () => {
    const begun = { ...stored, sequential };
    requireSameQuestions('c', begun, { suite, sequential });
    for (const wanted of [
      { suite, sequential: { ...sequential, maxSeeds: 40 } },
      { suite, sequential: undefined },
      { suite: longer, sequential },
    ])
      expect(() => requireSameQuestions('c', begun, wanted)).toThrow(coded('VEM_RESUME_DIFFERS'));
  });

  it('lets others grow, but not begin to ask', () => {
    requireSameQuestions('c', stored, { suite: longer, sequential: undefined });
    expect(() => requireSameQuestions('c', stored, { suite, sequential })).toThrow(coded('VEM_RESUME_DIFFERS'));
  });
});
