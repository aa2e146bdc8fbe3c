import { describe, expect, it } from 'vitest';
import { learningCurve } from './curves.js';
import { groupRuns } from './groups.js';
import { resultRow as schema } from './results.js';
import { resultRow as row, timingRow } from './rows.js';
import { storedRun } from './testing/storedRun.js';

describe('groupRuns', () => {
  it('puts seeds of the same slots together, in order, and tells different slots of one name apart', () => {
    const groups = groupRuns([
      storedRun({ seed: 2, score: 1 }),
      storedRun({ seed: 1, score: 1, settings: ['posterior.hidden=[8]'] }),
      storedRun({ seed: 1, score: 1 }),
      storedRun({ seed: 1, score: 1, environment: 'PointMass2D' }),
      storedRun({ seed: 1, score: 1, label: 'mine' }),
    ]);
    expect(
      groups.map(({ name, environment, runs }) => [name, environment, runs.map(({ config }) => config.seed)]),
    ).toEqual([
      ['sac', 'Pendulum-v1', [1, 2]],
      ['sac (2)', 'Pendulum-v1', [1]],
      ['sac', 'PointMass2D', [1]],
      ['mine', 'Pendulum-v1', [1]],
    ]);
  });
});

describe('resultRow', () => {
  const runs = [1, 2, 3, 4].map((seed) =>
    storedRun({ seed, score: 10 * seed, solved: seed > 1, settings: ['prior=gaussian', 'posterior.hidden=[8]'] }),
  );
  const [group] = groupRuns(runs);

  it('sums up the scores of the finished seeds', () => {
    const made = row(group, []);
    // IQM of 10, 20, 30, 40: one cut from each end, 25. Student's interval of the mean: 3.1824 · √(166.67 / 4) to each side.
    expect(made).toMatchObject({
      iqm: 25,
      ci95: null,
      mean: 25,
      scores: [10, 20, 30, 40],
      updates: [900, 900, 900, 900],
      seeds: [1, 2, 3, 4],
      status: 'complete',
      parameterHashes: ['hash-1', 'hash-2', 'hash-3', 'hash-4'],
    });
    expect(made.meanCi95![0]).toBeCloseTo(4.4574, 3);
    expect(made.meanCi95![1]).toBeCloseTo(45.5426, 3);
    expect(made.normalised![0]).toBeCloseTo((10 + 1230) / 1080, 12);
    expect(made.solved).toEqual({ passed: 3, of: 4, criterion: 'return > 0' });
    expect(schema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
    expect(row(group, [])).toEqual(made);
  });

  it('keeps the learning curve of each finished seed', () => {
    const curve = [
      [500, 10],
      [1000, 20],
    ] as const;
    const [learned] = groupRuns([storedRun({ seed: 1, score: 1, curve }), storedRun({ seed: 2, curve })]);
    expect(row(learned, []).curves).toEqual([
      [
        { envSteps: 500, meanReturn: 10 },
        { envSteps: 1000, meanReturn: 20 },
      ],
    ]);
    const { curves: _curves, pending: _pending, ...older } = row(learned, []);
    expect(schema.parse(older)).toMatchObject({ curves: [], pending: [] });
  });

  it('says in what the slots differ from the preset, and the cell follows a swapped slot', () => {
    const { overrides, cell } = row(group, []);
    expect(overrides).toMatchObject({ prior: { use: 'gaussian' }, 'posterior.hidden': [8] });
    expect(Object.keys(overrides ?? {})).toHaveLength(2);
    expect(cell).toEqual({ prior: 'gaussian', model: 'free', posterior: 'parametric' });
    expect(row(groupRuns([storedRun({ seed: 1, score: 0 })])[0], []).overrides).toEqual({});
  });

  it('leaves runs without a result out of the numbers and says so', () => {
    const [partial] = groupRuns([storedRun({ seed: 1, score: 5 }), storedRun({ seed: 2 })]);
    const failures = [{ seed: 2, code: 'VEM_RUN_DIED', message: 'gone', diverged: false }];
    expect(row(partial, failures)).toMatchObject({ status: 'partial', scores: [5], seeds: [1], failures });
    const [none] = groupRuns([storedRun({ seed: 2 })]);
    expect(row(none, failures)).toMatchObject({
      status: 'failed',
      iqm: null,
      ci95: null,
      mean: null,
      meanCi95: null,
      scores: [],
    });
  });

  it.each([
    { states: ['notStarted', 'notStarted'], status: 'notStarted' },
    { states: ['notStarted', 'unfinished'], status: 'unfinished' },
    { states: ['stopped', 'notStarted'], status: 'unfinished' },
  ] as const)('does not call a row failed whose runs are $states', ({ states, status }) => {
    const [none] = groupRuns([storedRun({ seed: 1 }), storedRun({ seed: 2 })]);
    const pending = states.map((state, i) => ({ seed: i + 1, state }));
    expect(row(none, [], undefined, pending)).toMatchObject({ status, failures: [], pending });
    const failures = [{ seed: 1, code: 'VEM_RUN_DIED', message: 'gone', diverged: false }];
    expect(row(none, failures, undefined, pending.slice(1)).status).toBe('failed');
  });

  it('tells from stored words what it cannot find out, and says where nothing is known', () => {
    const run = storedRun({ seed: 1, score: 1 });
    const about = { cell: { prior: 'fixed', model: 'free', posterior: 'parametric' }, overrides: { 'prior.std': 2 } };
    const stored = { ...run, config: { ...run.config, preset: 'of another package', about } };
    expect(row(groupRuns([stored])[0], [])).toMatchObject(about);
    const unknown = { ...run, config: { ...run.config, preset: 'of another package' } };
    expect(row(groupRuns([unknown])[0], [])).toMatchObject({
      overrides: null,
      cell: { prior: 'uniform', posterior: 'tanh-gaussian' },
    });
  });

  it('starts no other program to find out whether a row is as published', () => {
    const run = storedRun({ seed: 1, score: 1 });
    const slots = { ...run.config.slots, environment: { use: 'gym:no-such-module:None-v0' } };
    expect(row(groupRuns([{ ...run, config: { ...run.config, slots } }])[0], [])).toMatchObject({
      overrides: null,
      cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
    });
  });

  it('keeps times apart', () => {
    expect(JSON.stringify(row(group, []))).not.toMatch(/seconds/i);
    expect(timingRow(group).wallSeconds).toEqual([2, 4, 6, 8]);
  });
});

describe('learningCurve', () => {
  it('averages over seeds where all finished seeds were evaluated', () => {
    const [group] = groupRuns([
      storedRun({
        seed: 1,
        score: 1,
        curve: [
          [500, 10],
          [1000, 20],
        ],
      }),
      storedRun({ seed: 2, score: 1, curve: [[500, 30]] }),
      storedRun({ seed: 3, curve: [[500, 1000]] }),
    ]);
    expect(learningCurve(group).points).toEqual([
      // t of one degree of freedom, 12.7062, times √(200 / 2).
      { envSteps: 500, mean: 20, low: expect.closeTo(-107.062, 3), high: expect.closeTo(147.062, 3) },
    ]);
  });
});
