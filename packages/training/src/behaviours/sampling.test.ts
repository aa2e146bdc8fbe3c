import { box, finite, Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { Sampling } from './sampling.js';

const unused = () => {
  throw new Error('the warm-up asks no policy');
};

/** Actions of the first steps of two environments, [steps][2 · A]. */
function warmUp(action: ReturnType<typeof box> | ReturnType<typeof finite>, hold: number, steps: number): number[][] {
  const behaviour = new Sampling(
    { warmUp: 'uniform', warmUpSteps: 1000, warmUpHold: hold, assessment: 'mode' },
    action,
    unused,
  );
  const stream = new Streams(1).stream('act/explore');
  const action_NA = new Float32Array(2 * (action.kind === 'box' ? action.dimension : action.count));
  return Array.from({ length: steps }, (_, step) => {
    behaviour.explore(stream, action_NA, { envSteps: 2 * step, updates: 0, fraction: 0 });
    return [...action_NA];
  });
}

const distinct = (rows: number[][]) => new Set(rows.map(String)).size;

describe('Sampling', () => {
  const plane = box({ low: [-3, 0], high: [3, 1] });

  it('draws every action of the warm-up anew, on [−1, 1]', () => {
    const actions = warmUp(plane, 1, 200);
    expect(distinct(actions)).toBe(200);
    expect(Math.min(...actions.flat())).toBeLessThan(-0.95);
    expect(Math.max(...actions.flat())).toBeGreaterThan(0.95);
    expect(Math.max(...actions.flat().map(Math.abs))).toBeLessThanOrEqual(1);
  });

  it('holds each action for some steps, counted in steps of one environment', () => {
    const actions = warmUp(plane, 5, 20);
    expect(distinct(actions)).toBe(4);
    for (let step = 0; step < 20; step++) expect(actions[step]).toEqual(actions[step - (step % 5)]);
  });

  it('holds choices of finitely many, too', () => {
    const actions = warmUp(finite(3), 4, 40);
    for (let step = 0; step < 40; step++) expect(actions[step]).toEqual(actions[step - (step % 4)]);
    for (const row of actions) expect([row.slice(0, 3), row.slice(3)].map((one) => Math.max(...one))).toEqual([1, 1]);
    expect(distinct(actions)).toBeGreaterThan(2);
  });
});
