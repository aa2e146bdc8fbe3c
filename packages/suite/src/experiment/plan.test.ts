import { describe, expect, it } from 'vitest';
import { changedSuite, planSuite } from './plan.js';
import { parseSuite } from './suite.js';
import { quick } from './suites/quick.js';

describe('planSuite', () => {
  const plan = planSuite(quick);

  it('makes every row run on every environment with every seed, first seeds first', () => {
    expect(plan).toHaveLength(quick.rows.length * quick.environments.length * quick.seeds);
    expect(plan.map(({ seed }) => seed)).toEqual([...plan.map(({ seed }) => seed)].sort());
    expect(new Set(plan.map(({ folder }) => folder)).size).toBe(plan.length);
  });

  it('changes one slot between the rows of the quick suite and nothing else', () => {
    const [sac, gaussian] = ['sac', 'sac + gaussian prior'].map((name) =>
      plan.find(({ row, environment }) => row === name && environment === 'Pendulum-v1'),
    );
    const { prior: uniformPrior, ...others } = sac!.config.slots;
    const { prior: gaussianPrior, ...same } = gaussian!.config.slots;
    expect(same).toEqual(others);
    expect([uniformPrior.use, gaussianPrior.use]).toEqual(['uniform', 'gaussian']);
    expect(sac!.config.slots.posterior.hidden).toEqual([64, 64]);
  });

  it('applies settings in the order suite, environment, row', () => {
    const suite = parseSuite(
      {
        name: 's',
        description: 's',
        rows: [
          { name: 'a', preset: 'sac' },
          { name: 'b', preset: 'sac', set: { 'data.batchSize': 16 } },
        ],
        environments: [{ id: 'Pendulum-v1', steps: 10, set: { 'data.batchSize': 32, 'environment.gravity': 9.81 } }],
        settings: { set: { 'data.batchSize': 64, 'posterior.hidden': [8] }, reason: 'small' },
        seeds: 1,
        episodes: 2,
      },
      's.json',
    );
    const slots = planSuite(suite).map(({ config }) => config.slots);
    expect(slots.map(({ data }) => data.batchSize)).toEqual([32, 16]);
    expect(slots.map(({ environment }) => environment.gravity)).toEqual([9.81, 9.81]);
    expect(slots.map(({ posterior }) => posterior.hidden)).toEqual([[8], [8]]);
  });

  it('keeps folders apart whose names are alike', () => {
    const rows = [
      { name: 'a+b', preset: 'sac', set: {} },
      { name: 'a b', preset: 'sac', set: {} },
    ];
    const folders = planSuite({ ...changedSuite(quick, { seeds: 1 }), rows }).map(({ folder }) => folder);
    expect(new Set(folders).size).toBe(4);
  });
});

describe('changedSuite', () => {
  it('takes seeds and steps from the command line where given', () => {
    const changed = changedSuite(quick, { seeds: 7, steps: 123 });
    expect(changed.seeds).toBe(7);
    expect(changed.environments.map(({ steps }) => steps)).toEqual([123, 123]);
    expect(changedSuite(quick, {})).toEqual(quick);
  });
});
