import { describe, expect, it } from 'vitest';
import { changedSuite, orderOfRuns, planSuite } from './plan.js';
import { parseSuite } from './suite.js';
import { quick } from './suites/quick.js';

describe('planSuite', () => {
  const plan = planSuite(quick);

  it('makes every row run on every environment with every seed, first seeds first', () => {
    expect(plan).toHaveLength(quick.rows.length * quick.environments.length * quick.seeds);
    expect(plan.map(({ seed }) => seed)).toEqual([...plan.map(({ seed }) => seed)].sort());
    expect(new Set(plan.map(({ folder }) => folder)).size).toBe(plan.length);
  });

  it('gives every algorithm networks of the same size and the same batches', () => {
    for (const { config } of plan) {
      const { posterior, prior, valueEstimator, data } = config.slots;
      expect(valueEstimator.hidden).toEqual([64, 64]);
      expect(posterior.hidden ?? prior.hidden ?? [64, 64]).toEqual([64, 64]);
      expect(data.batchSize).toBe(128);
    }
  });

  it('applies settings in the order suite, environment, row, row on an environment', () => {
    const suite = parseSuite(
      {
        name: 's',
        description: 's',
        rows: [
          { name: 'a', preset: 'sac' },
          { name: 'b', preset: 'sac', set: { 'data.batchSize': 16 } },
          {
            name: 'c',
            preset: 'sac',
            set: { 'data.batchSize': 16 },
            setOn: { 'Pendulum-v1': { 'data.batchSize': 8 } },
          },
        ],
        environments: [{ id: 'Pendulum-v1', steps: 10, set: { 'data.batchSize': 32, 'environment.gravity': 9.81 } }],
        settings: { set: { 'data.batchSize': 64, 'posterior.hidden': [8] }, reason: 'small' },
        seeds: 1,
        episodes: 2,
      },
      's.json',
    );
    const slots = planSuite(suite).map(({ config }) => config.slots);
    expect(slots.map(({ data }) => data.batchSize)).toEqual([32, 16, 8]);
    expect(slots.map(({ environment }) => environment.gravity)).toEqual([9.81, 9.81, 9.81]);
    expect(slots.map(({ posterior }) => posterior.hidden)).toEqual([[8], [8], [8]]);
  });

  it('lets each seed of a row start from the parameters of a run of its own', () => {
    const suite = parseSuite(
      {
        name: 's',
        description: 's',
        rows: [
          { name: 'anew', preset: 'sac' },
          {
            name: 'carried over',
            preset: 'sac',
            init: { posterior: '/runs/a-seed{seed}', valueEstimator: 'b#critic' },
          },
        ],
        environments: [{ id: 'Pendulum-v1', steps: 10 }],
        seeds: 2,
        episodes: 2,
      },
      's.json',
    );
    const init = planSuite(suite).map(({ config }) => config.init);
    const from = (seed: number) => ({ posterior: `/runs/a-seed${seed}`, valueEstimator: `${process.cwd()}/b#critic` });
    expect(init).toEqual([undefined, from(1), undefined, from(2)]);
  });

  it('leaves rows out where they say so, and takes their own variants and budgets', () => {
    const suite = parseSuite(
      {
        name: 's',
        description: 's',
        rows: [
          {
            name: 'ppo',
            preset: 'ppo',
            presetOn: { 'CartPole-v1': 'ppo:cartpole-zoo' },
            stepsOn: { 'CartPole-v1': 70 },
          },
          { name: 'sac', preset: 'sac', skip: { 'CartPole-v1': 'not of interest' } },
        ],
        environments: [
          { id: 'CartPole-v1', steps: 10 },
          { id: 'Pendulum-v1', steps: 20 },
        ],
        seeds: 1,
        episodes: 2,
      },
      's.json',
    );
    const shown = (plan: ReturnType<typeof planSuite>) =>
      plan.map(({ row, environment, config }) => [row, environment, config.preset, config.envSteps]);
    expect(shown(planSuite(suite))).toEqual([
      ['ppo', 'CartPole-v1', 'ppo:cartpole-zoo', 70],
      ['ppo', 'Pendulum-v1', 'ppo', 20],
      ['sac', 'Pendulum-v1', 'sac', 20],
    ]);
    expect(shown(planSuite(changedSuite(suite, { steps: 5 }))).map(([, , , steps]) => steps)).toEqual([5, 5, 5]);
  });

  it('takes the number of copies from the environment, else from the suite', () => {
    const suite = parseSuite(
      {
        name: 's',
        description: 's',
        rows: [{ name: 'a', preset: 'sac' }],
        environments: [
          { id: 'Pendulum-v1', steps: 10 },
          { id: 'PointMass2D', steps: 10, copies: 3 },
        ],
        seeds: 1,
        episodes: 2,
        copies: 2,
      },
      's.json',
    );
    expect(planSuite(suite).map(({ config }) => config.environments)).toEqual([2, 3]);
  });

  it('refuses settings for an environment that the suite does not have', () => {
    const suite = {
      name: 's',
      description: 's',
      rows: [{ name: 'a', preset: 'sac', setOn: { 'Pendulum-v0': {} } }],
      environments: [{ id: 'Pendulum-v1', steps: 10 }],
      seeds: 1,
      episodes: 2,
    };
    expect(() => parseSuite(suite, 's.json')).toThrowError(/rows\.0\.setOn\.Pendulum-v0.*Pendulum-v1/s);
  });

  it('keeps folders apart whose names are alike', () => {
    const rows = ['a+b', 'a b'].map((name) => ({ name, preset: 'sac' }));
    const suite = parseSuite({ ...quick, seeds: 1, rows }, 's.json');
    const folders = planSuite(suite).map(({ folder }) => folder);
    expect(new Set(folders).size).toBe(6);
  });
});

describe('orderOfRuns', () => {
  it('begins seed by seed with the longest runs, and leaves none out', () => {
    const ordered = orderOfRuns(planSuite(quick));
    expect(new Set(ordered).size).toBe(27);
    expect(ordered.map(({ seed }) => seed)).toEqual(Array.from({ length: 27 }, (_, i) => 1 + Math.floor(i / 9)));
    const steps = ordered.slice(0, 9).map(({ config }) => config.envSteps);
    expect(steps).toEqual([...steps].sort((a, b) => b - a));
    expect(ordered.slice(0, 3).map(({ row }) => row)).toEqual(['sac', 'sql', 'mpo']);
  });
});

describe('changedSuite', () => {
  it('takes seeds and steps from the command line where given', () => {
    const changed = changedSuite(quick, { seeds: 7, steps: 123 });
    expect(changed.seeds).toBe(7);
    expect(changed.environments.map(({ steps }) => steps)).toEqual([123, 123, 123]);
    expect(changedSuite(quick, {})).toEqual(quick);
  });
});
