import { describe, expect, it } from 'vitest';
import { compiledEngine } from '../runtime/compiledEngine.js';
import { eagerEngine } from '../runtime/eagerEngine.js';
import { measure, median } from './measure.js';
import { halfCheetahShape, sacFlops } from './sacPrograms.js';
import { sacUpdate } from './sacUpdate.js';
import { sgemmRate } from './sgemm.js';

const small = { observation: 3, action: 2, hidden: 32, batch: 48 };

/** ‖a − b‖ / ‖b‖ */
function distance(a: Float32Array, b: Float32Array): number {
  const norm = (values: Float32Array) => Math.hypot(...values);
  return norm(a.map((value, index) => value - b[index])) / norm(b);
}

describe('sacUpdate', () => {
  it('moves parameters as the eager engine does, over 50 updates', async () => {
    const compiled = sacUpdate(compiledEngine(), small);
    const eager = sacUpdate(await eagerEngine({ backend: 'cpu' }), small);
    const initial = structuredClone(compiled.parameters);
    compiled.update();
    const firstLosses = compiled.losses();
    for (let update = 1; update < 50; update++) compiled.update();
    for (let update = 0; update < 50; update++) eager.update();
    for (const [name, values] of Object.entries(compiled.parameters)) {
      expect(distance(values, eager.parameters[name]), name).toBeLessThan(1e-5);
      expect(distance(values, initial[name]), name).toBeGreaterThan(1e-4);
    }
    expect(compiled.losses().critic).toBeLessThan(firstLosses.critic);
    expect(compiled.losses().critic).toBeCloseTo(eager.losses().critic, 5);
    expect(compiled.losses().actor).toBeCloseTo(eager.losses().actor, 5);
    compiled.dispose();
  });

  it('counts 581 MFLOP for HalfCheetah', () => {
    expect(sacFlops(halfCheetahShape) / 1e6).toBeCloseTo(581.57, 1);
  });
});

describe('measure', () => {
  it('times workloads in turns', () => {
    const calls: string[] = [];
    let now = 0;
    const taking = (name: string, milliseconds: number) => () => {
      calls.push(name);
      now += milliseconds;
    };
    const workloads = { short: taking('short', 1), long: taking('long', 4) };
    const seconds = measure(workloads, { rounds: 2, milliseconds: 3, clock: () => now });
    expect(seconds).toEqual({ short: 0.001, long: 0.004 });
    const turn = ['short', 'short', 'short', 'long'];
    expect(calls).toEqual([...turn, ...turn, ...turn]); // one of them to warm up
  });

  it('takes the median', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});

describe('sgemmRate', () => {
  it('is a rate that processors have', () => {
    const rate = sgemmRate({ rounds: 1, milliseconds: 5 });
    expect(rate).toBeGreaterThan(0.5);
    expect(rate).toBeLessThan(2000);
  });
});
