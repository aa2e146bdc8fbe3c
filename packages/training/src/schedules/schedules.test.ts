import { VemError } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { everyBatch } from './everyBatch.js';
import { offPolicy } from './offPolicy.js';

const progress = (envSteps: number) => ({ envSteps, updates: 0, rollouts: 0, fraction: 0 });

const refusal = (steps: unknown): VemError => {
  try {
    everyBatch.bind({ steps });
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  }
  throw new Error(`accepted ${JSON.stringify(steps)}`);
};

describe('the steps of a schedule', () => {
  it('are lists of phases, or say when, how often and on which rows', () => {
    const steps = [
      ['value'],
      { phases: ['eStep', 'mStep', 'temperature'] },
      { phases: ['model'], every: { envSteps: 250 }, repeat: 1000, until: 'stop', rows: 'fresh', batchSize: 256 },
      { phases: ['model'], every: { envSteps: 250 }, until: 'stop', rows: 'epochs', batchSize: 256, heldOut: 0.2 },
      { phases: ['likelihood'], every: { updates: 2 }, once: true },
      { phases: ['trustRegion'], every: { rollouts: 1 }, rows: 'rollout' },
    ];
    for (const plugin of [everyBatch, offPolicy]) expect(plugin.bind({ steps }).config).toMatchObject({ steps });
  });

  it('have defaults: off-policy fits the value first, on-policy all at once', () => {
    expect(offPolicy().create().steps).toEqual([['value'], ['eStep', 'mStep', 'temperature']]);
    expect(everyBatch().create().steps).toEqual([['value', 'eStep', 'mStep', 'temperature']]);
  });

  it.each([
    ['an unknown phase in a list', [['evaluate']], /"steps\.0": in "0": .*expected one of "model"\|.*"trustRegion"/],
    ['an unknown phase in an object', [{ phases: ['evaluate'] }], /"steps\.0": in "phases\.0": .*expected one of/],
    ['no phase', [[]], /"steps\.0"/],
    ['no step', [], /"steps"/],
    ['neither', [3], /"steps\.0".*expected object/],
    [
      'an unknown distance',
      [{ phases: ['value'], every: { days: 1 } }],
      /"steps\.0": in "every": expected one of \{ updates: k \}/,
    ],
    ['a distance of nothing', [{ phases: ['value'], every: { rollouts: 0 } }], /"steps\.0\.every\.rollouts"/],
    ['half a repetition', [{ phases: ['value'], repeat: 0.5 }], /"steps\.0": in "repeat": .*expected int/],
    ['a misspelt word', [{ phases: ['value'], repeats: 2 }], /no option "steps\.0\.repeats"/],
    ['a size of rows that have one', [{ phases: ['value'], batchSize: 64 }], /"steps\.0\.batchSize".*rows: "fresh"/],
    [
      'rows held out where all are learned from',
      [{ phases: ['value'], heldOut: 0.2 }],
      /"steps\.0\.heldOut".*rows: "epochs"/,
    ],
  ])('are refused with %s, in words', (_what, steps, message) => {
    const error = refusal(steps);
    expect(error.code).toBe('VEM_PLUGIN_OPTIONS');
    expect(error.message).toMatch(message);
  });
});

describe('offPolicy', () => {
  it('makes whole updates of fractions, and no more than there are batches', () => {
    const schedule = offPolicy({ updatesPerStep: 0.3 }).create();
    const due = Array.from({ length: 20 }, (_, i) => schedule.updatesDue(progress(i + 1), 1, Number.POSITIVE_INFINITY));
    expect(due.reduce((sum, count) => sum + count)).toBe(6);
    expect(Math.max(...due)).toBe(1);
    expect(offPolicy({ updatesPerStep: 4 }).create().updatesDue(progress(8), 2, 5)).toBe(5);
  });
});

describe('everyBatch', () => {
  it('makes an update of every batch that is left', () => {
    const schedule = everyBatch().create();
    expect(schedule.updatesDue(progress(512), 4, 16)).toBe(16);
    expect(schedule.updatesDue(progress(512), 4, 0)).toBe(0);
    expect(everyBatch().requires).toEqual(['data.rollouts']);
  });

  it('refuses a data source without end', () => {
    expect(() => everyBatch().create().updatesDue(progress(1), 1, Number.POSITIVE_INFINITY)).toThrow(
      expect.objectContaining({ code: 'VEM_SCHEDULE_ENDLESS' }),
    );
  });
});
