import { describe, expect, it } from 'vitest';
import { checkpointCost } from './checkpoint.js';
import { benchmarks, runBenchmarks, selectBenchmarks } from './run.js';
import { halfCheetahShape, mpoFlops, sacFlops, smallShape, sqlFlops } from './updateFlops.js';

describe('floating-point operations of an update', () => {
  // Multiplications per row of a batch; a product costs two operations each. HalfCheetah's first layers: 23 and 17 inputs.
  const large = {
    critic: 23 * 256 + 256 * 256 + 256,
    criticInner: 256 * 256 + 256,
    policy: 17 * 256 + 256 * 256 + 256 * 12,
    policyInner: 256 * 256 + 256 * 12,
  };
  const small = { critic: 4 * 64 + 64 * 64 + 64, criticInner: 64 * 64 + 64 };

  it('of SAC are what the networks cost', () => {
    const { critic, criticInner, policy, policyInner } = large;
    const forward = 2 * policy + 6 * critic;
    const backward = 2 * (critic + criticInner) + 2 * critic + policy + policyInner;
    expect(sacFlops(halfCheetahShape)).toBe(2 * 256 * (forward + backward));
    expect(sacFlops(halfCheetahShape) / 1e6).toBeCloseTo(581, -1);
    expect(sacFlops(smallShape) / 1e6).toBeCloseTo(17.9, 1);
  });

  it('of MPO are what the networks cost', () => {
    const { critic, criticInner, policy, policyInner } = large;
    const targets = 2 * (policy + 20 * critic);
    const fits = 2 * critic + criticInner + 2 * policy + policyInner;
    expect(mpoFlops(halfCheetahShape, 20)).toBe(2 * 256 * (targets + fits));
    expect(mpoFlops(halfCheetahShape, 20) / 1e6).toBeCloseTo(1760, -1);
  });

  it('of SQL are what the networks cost', () => {
    const { critic, criticInner } = small;
    const values = 8 * critic + 2 * critic + criticInner;
    // The sampler has the critic's sizes here. Critic at 4 particles, forward and to its inputs; 4 others to the sampler.
    const sampling = 8 * critic + 4 * 2 * critic + 4 * (critic + criticInner);
    expect(sqlFlops(smallShape, 8, { standing: 4, moved: 4 })).toBe(2 * 128 * (values + sampling));
  });
});

describe('selectBenchmarks', () => {
  it('takes a name or the beginning of names', () => {
    expect(selectBenchmarks('act-single').map(({ name }) => name)).toEqual(['act-single']);
    const stepping = selectBenchmarks('env-step/').map(({ name }) => name);
    expect(stepping).toContain('env-step/CartPole-v1');
    expect(stepping).toEqual(benchmarks.map(({ name }) => name).filter((name) => name.startsWith('env-step/')));
    expect(stepping.length).toBeLessThan(benchmarks.length);
    expect(selectBenchmarks(undefined)).toBe(benchmarks);
  });
});

describe('runBenchmarks', () => {
  it('measures the real programs', async () => {
    const names = [
      'sac-update-small',
      'mpo-update-small',
      'sql-update-small',
      'sac-update-halfcheetah',
      'act-single',
      'env-step/CartPole-v1',
      'env-step/Pendulum-v1',
    ];
    const selected = [...names.flatMap(selectBenchmarks), checkpointCost('small', 2000)];
    const { sgemmGflops, benchmarks: measured } = await runBenchmarks(selected, { rounds: 1, milliseconds: 1 });
    expect(sgemmGflops).toBeGreaterThan(0);
    expect(measured.map(({ name, unit }) => [name, unit])).toEqual([
      ['sac-update-small', 'updates/s'],
      ['mpo-update-small', 'updates/s'],
      ['sql-update-small', 'updates/s'],
      ['sac-update-halfcheetah', 'updates/s'],
      ['act-single', 'µs'],
      ['env-step/CartPole-v1', 'steps/s'],
      ['env-step/Pendulum-v1', 'steps/s'],
      ['checkpoint/small', 'ms'],
    ]);
    for (const { value } of measured) expect(value).toBeGreaterThan(0);
    // The rate of products that is reported is the one next to the last of them.
    const { value, shareOfSgemm } = measured[3];
    expect(shareOfSgemm).toBeCloseTo((sacFlops(halfCheetahShape) * value) / (1e9 * sgemmGflops), 9);
    expect(measured[4].shareOfSgemm).toBeUndefined();
  });
});
