import { box, type Capability, finite, Streams, VemError } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { Sampling } from './sampling.js';

const nothing: ReadonlySet<Capability> = new Set();
const plane = box({ low: [-3, 0], high: [3, 1] });

function open(
  action: ReturnType<typeof box> | ReturnType<typeof finite>,
  { hold = 1, warmUp = 'uniform' as 'uniform' | 'policy', asked = nothing } = {},
): Sampling {
  return new Sampling({ warmUp, warmUpSteps: 1000, warmUpHold: hold, assessment: 'mode' }, action, {
    plugin: 'sample-posterior',
    of: 'posterior',
    copy: 'online',
    record: asked,
  });
}

/** Actions of the first steps of two environments, [steps][2 · A], and what is recorded of them. */
function warmUp(behaviour: Sampling, width: number, steps: number) {
  const stream = new Streams(1).stream('act/explore');
  const action_NA = new Float32Array(2 * width);
  const columns = Object.fromEntries(behaviour.columns.map(({ name, size }) => [name, new Float32Array(2 * size)]));
  const actions = Array.from({ length: steps }, (_, step) => {
    behaviour.explore(stream, action_NA, { envSteps: 2 * step, updates: 0, rollouts: 0, fraction: 0 }, columns);
    return [...action_NA];
  });
  return { actions, columns };
}

const distinct = (rows: number[][]) => new Set(rows.map(String)).size;

describe('the warm-up of Sampling', () => {
  it('draws every action anew, on [−1, 1]', () => {
    const { actions } = warmUp(open(plane), 2, 200);
    expect(distinct(actions)).toBe(200);
    expect(Math.min(...actions.flat())).toBeLessThan(-0.95);
    expect(Math.max(...actions.flat())).toBeGreaterThan(0.95);
    expect(Math.max(...actions.flat().map(Math.abs))).toBeLessThanOrEqual(1);
  });

  it('holds each action for some steps, counted in steps of one environment', () => {
    const { actions } = warmUp(open(plane, { hold: 5 }), 2, 20);
    expect(distinct(actions)).toBe(4);
    for (let step = 0; step < 20; step++) expect(actions[step]).toEqual(actions[step - (step % 5)]);
  });

  it('holds choices of finitely many, too', () => {
    const { actions } = warmUp(open(finite(3), { hold: 4 }), 3, 40);
    for (let step = 0; step < 40; step++) expect(actions[step]).toEqual(actions[step - (step % 4)]);
    for (const row of actions) expect([row.slice(0, 3), row.slice(3)].map((one) => Math.max(...one))).toEqual([1, 1]);
    expect(distinct(actions)).toBeGreaterThan(2);
  });

  it('records how likely each of finitely many actions was', () => {
    const { columns } = warmUp(open(finite(4), { asked: new Set(['behaviour.logMu']) }), 4, 1);
    expect(Object.keys(columns)).toEqual(['logMu']);
    for (const logMu of columns.logMu) expect(logMu).toBeCloseTo(-Math.log(4), 6);
  });

  it.each<[string, Parameters<typeof open>[0], Capability]>([
    ['only what the policy did is learned from', finite(3), 'data.onPolicy'],
    ['only what the policy did is learned from, in a box', plane, 'data.onPolicy'],
    ['densities of actions in a box are learned from', plane, 'behaviour.logMu'],
    ['actions before a squash are learned from', plane, 'behaviour.preSquash'],
  ])('is refused where %s, and says how to leave it out', (_why, action, capability) => {
    const asked = new Set([capability]);
    expect(() => open(action, { asked })).toThrow(VemError);
    expect(() => open(action, { asked })).toThrow(
      expect.objectContaining({
        code: 'VEM_WARM_UP_REFUSED',
        message: expect.stringContaining('Set `warmUp: "policy"`'),
      }),
    );
    expect(
      open(action, { asked, warmUp: 'policy' }).explores({ envSteps: 0, updates: 0, rollouts: 0, fraction: 0 }),
    ).toBe(false);
  });
});

describe('what Sampling records', () => {
  const both: ReadonlySet<Capability> = new Set<Capability>(['behaviour.logMu', 'behaviour.preSquash']);

  it('is what somebody asks for', () => {
    expect(open(plane).columns).toEqual([]);
    expect(open(plane, { warmUp: 'policy', asked: both }).columns).toEqual([
      { name: 'logMu', size: 1 },
      { name: 'preSquash', size: 2 },
    ]);
  });

  it('leaves out the action before the squash where there is no squash', () => {
    expect(open(finite(3), { warmUp: 'policy', asked: both }).columns).toEqual([{ name: 'logMu', size: 1 }]);
  });
});
