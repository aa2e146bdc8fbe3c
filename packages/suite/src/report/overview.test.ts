import { describe, expect, it } from 'vitest';
import { registry } from '../catalogue/registry.js';
import { methodGrid } from './cells.js';
import { gridPicture } from './exports/gridPicture.js';
import { groupRuns } from './groups.js';
import { budgetNotes, overviewOf, skippedNotes } from './overview.js';
import { resultRow } from './rows.js';
import { storedRun } from './testing/storedRun.js';

const rows = groupRuns([
  storedRun({ seed: 1, score: -150, label: 'a' }),
  storedRun({ seed: 1, score: -2, label: 'a', environment: 'PointMass2D' }),
  storedRun({ seed: 1, score: -160, label: '<b>' }),
]).map((group) => resultRow(group, []));
const skipped = [{ name: '<b>', environment: 'PointMass2D', reason: 'one dimension only' }];
const referenceTasks = { a: 'PointMass2D', '<b>': 'Pendulum-v1' };

describe('overview', () => {
  it('shows every method on every environment, and why one is left out', () => {
    const { environments, methods } = overviewOf({ rows, skipped })!;
    expect(environments).toEqual(['Pendulum-v1', 'PointMass2D']);
    expect(methods.map(({ name, cells }) => [name, ...cells.map(({ text, best }) => [text, best])])).toEqual([
      ['a', ['−150.0', true], ['−2.00', false]],
      ['<b>', ['−160.0', false], ['–', false]],
    ]);
    expect(methods[1].cells[1].reason).toBe('one dimension only');
    expect(skippedNotes({ skipped })).toEqual(['– Not on PointMass2D: <b>: one dimension only']);
  });

  it('is not there for one environment, or one method', () => {
    const pendulum = rows.filter(({ environment }) => environment === 'Pendulum-v1');
    expect(overviewOf({ rows: pendulum, skipped: [] })).toBeUndefined();
    expect(overviewOf({ rows: rows.filter(({ name }) => name === 'a'), skipped: [] })).toBeUndefined();
  });

  it('says where budgets differ', () => {
    expect(budgetNotes({ rows })).toEqual([]);
    const longer = rows.map((row) => (row.name === 'a' ? { ...row, envSteps: 50_000 } : row));
    expect(budgetNotes({ rows: longer })).toEqual([
      'Budgets differ on Pendulum-v1, and verdicts compare methods each at its own: 1,000 steps: <b>; 50,000 steps: a',
    ]);
  });
});

describe('the grid of methods', () => {
  it('takes for each method the row of the task that stands for it', () => {
    const grid = methodGrid(rows, registry.presets, referenceTasks);
    const { here, absent } = grid.in({ prior: 'uniform', model: 'free', posterior: 'parametric' });
    expect(here.map(({ name, environment }) => [name, environment])).toEqual([
      ['a', 'PointMass2D'],
      ['<b>', 'Pendulum-v1'],
    ]);
    // Both are SAC, which is therefore not among those that were not run.
    expect(absent.map(({ info }) => info.name)).not.toContain('sac');
  });

  it('is a picture too, in which names are text', () => {
    const picture = gridPicture({ rows, referenceTasks } as never, registry);
    expect(picture).toContain('PointMass2D −2.00');
    expect(picture).toContain('&lt;b&gt;');
    expect(picture).not.toContain('<b>');
    expect(picture).toContain('not run here');
    // The three cells with a model that the source paper leaves empty.
    expect(picture.match(/empty in the paper/g)).toHaveLength(3);
  });

  it('has the four columns of the table, and others in which anything stands', () => {
    const { columns } = methodGrid(rows, [], referenceTasks);
    expect(columns.map(({ model, posterior }) => `${model} ${posterior}`)).toEqual([
      'free parametric',
      'free nonParametric',
      'based parametric',
      'based nonParametric',
    ]);
    const iterative = { ...rows[0], name: 'c', cell: { prior: 'fixed', model: 'free', posterior: 'iterative' } };
    expect(methodGrid([...rows, iterative] as never, [], {}).columns).toContainEqual({
      model: 'free',
      posterior: 'iterative',
    });
  });
});
