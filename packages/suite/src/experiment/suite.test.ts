import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presets } from '@vem/presets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSuite } from './plan.js';
import { findSuite, parseSuite, reportedSeeds } from './suite.js';
import { quick } from './suites/quick.js';
import { table1, table1Quick } from './suites/table1/index.js';

const small = {
  name: 'small',
  description: 'two rows',
  rows: [
    { name: 'sac', preset: 'sac' },
    { name: 'wide', preset: 'sac', set: { 'posterior.hidden': [512] } },
  ],
  environments: [{ id: 'Pendulum-v1', steps: 100 }],
  seeds: 2,
  episodes: 3,
};

describe('parseSuite', () => {
  it('fills in what may be left out', () => {
    expect(parseSuite(small, 'small.json')).toMatchObject({
      rows: [{ name: 'sac', set: {} }, { set: { 'posterior.hidden': [512] } }],
      environments: [{ id: 'Pendulum-v1', steps: 100, set: {} }],
      curvePoints: 10,
    });
  });

  it.each([
    { change: { seeds: 0 }, path: 'seeds' },
    { change: { rows: [] }, path: 'rows' },
    { change: { rows: [small.rows[0], small.rows[0]] }, path: 'rows' },
    { change: { environments: [{ id: 'Pendulum-v1', steps: '100' }] }, path: 'environments.0.steps' },
    { change: { settings: { set: { 'data.batchSize': 8 } } }, path: 'settings.reason' },
    { change: { episode: 3 }, path: 'episode' },
    { change: { rows: [{ ...small.rows[0], skip: { Nowhere: 'why' } }] }, path: 'rows.0.skip.Nowhere' },
    { change: { rows: [{ ...small.rows[0], stepsOn: { Nowhere: 5 } }] }, path: 'rows.0.stepsOn.Nowhere' },
    { change: { rows: [{ ...small.rows[0], presetOn: { Nowhere: 'sac' } }] }, path: 'rows.0.presetOn.Nowhere' },
    { change: { rows: [{ ...small.rows[0], skip: { 'Pendulum-v1': '' } }] }, path: 'rows.0.skip.Pendulum-v1' },
    { change: { rows: [{ ...small.rows[0], skip: { 'Pendulum-v1': 'why' } }] }, path: 'rows.0.skip' },
    { change: { rows: [{ ...small.rows[0], referenceTask: 'Nowhere' }] }, path: 'rows.0.referenceTask' },
    { change: { tuned: { seeds: [], budget: 3 } }, path: 'tuned.seeds' },
    { change: { tuned: { seeds: [1], budget: { other: 3 } } }, path: 'tuned.budget.other' },
  ])('names the key at fault: $path', ({ change, path }) => {
    expect(() => parseSuite({ ...small, ...change }, 'small.json')).toThrow(
      expect.objectContaining({ code: 'VEM_SUITE_INVALID', path, exitStatus: 2 }),
    );
  });
});

describe('reportedSeeds', () => {
  it('are none that settings were tuned by', () => {
    expect(reportedSeeds({ seeds: 3 })).toEqual([1, 2, 3]);
    const tuned = { seeds: [2, 4, 100], budget: 60 };
    expect(reportedSeeds(parseSuite({ ...small, seeds: 3, tuned }, 'small.json'))).toEqual([1, 3, 5]);
  });
});

describe('findSuite', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vem-suite-'));
    await writeFile(join(folder, 'small.json'), JSON.stringify(small));
    await writeFile(join(folder, 'broken.json'), '{');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('finds built-in suites by name and others by file', async () => {
    expect(await findSuite('quick', [quick])).toBe(quick);
    expect((await findSuite(join(folder, 'small.json'), [quick])).rows).toHaveLength(2);
  });

  it.each([
    ['quik', 'VEM_SUITE_UNKNOWN', 'Did you mean "quick"?'],
    ['missing.json', 'VEM_SUITE_UNREADABLE', 'missing.json'],
    ['broken.json', 'VEM_SUITE_UNREADABLE', 'JSON'],
  ])('%s: %s', async (name, code, says) => {
    const place = name === 'quik' ? name : join(folder, name);
    await expect(findSuite(place, [quick])).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says),
      exitStatus: 2,
    });
  });
});

describe('the table of the source paper', () => {
  it('has every preset among its rows, and gives a reason wherever one does not run', () => {
    for (const suite of [table1, table1Quick]) {
      const algorithms = new Set(suite.rows.map(({ preset }) => preset.split(':')[0]));
      expect(presets.map(({ info }) => info.name).filter((name) => !algorithms.has(name))).toEqual([]);
      const ids = suite.environments.map(({ id }) => id);
      for (const { name, skip, stepsOn, referenceTask } of suite.rows) {
        expect([...Object.keys(skip), ...Object.keys(stepsOn)].sort(), name).toEqual([...ids].sort());
        expect(Object.keys(stepsOn), name).toContain(referenceTask);
      }
    }
  });

  it('is made of what composes', () => {
    expect(planSuite({ ...table1, seeds: 1 }).length).toBeGreaterThan(table1.rows.length);
  });

  it('gives each row most of its steps to learn in', () => {
    for (const suite of [table1, table1Quick])
      for (const { row, config } of planSuite({ ...suite, seeds: 1 })) {
        const { startAfter = 0 } = config.slots.data as { startAfter?: number };
        expect(startAfter, row).toBeLessThan(config.envSteps / 2);
      }
  });
});
