import { describe, expect, it } from 'vitest';
import { checkpointCost } from './checkpoint.js';
import { MPO_UPDATE_FLOPS } from './mpoUpdate.js';
import { benchmarks, runBenchmarks, selectBenchmarks } from './run.js';
import { SAC_UPDATE_FLOPS } from './sacUpdate.js';

describe('SAC_UPDATE_FLOPS', () => {
  it('is what the networks cost', () => {
    // Multiplications per row of a batch; a product costs two operations each. First layers: 23 and 17 inputs.
    const [critic, policy] = [23 * 256 + 256 * 256 + 256, 17 * 256 + 256 * 256 + 256 * 12];
    const [criticInner, policyInner] = [256 * 256 + 256, 256 * 256 + 256 * 12];
    const forward = 2 * policy + 6 * critic;
    const criticParameters = 2 * (critic + criticInner);
    const throughCritics = 2 * critic;
    const policyParameters = policy + policyInner;
    const flops = 2 * 256 * (forward + criticParameters + throughCritics + policyParameters);
    expect(flops / 1e6).toBeCloseTo(SAC_UPDATE_FLOPS / 1e6, -1);
  });
});

describe('MPO_UPDATE_FLOPS', () => {
  it('is what the networks cost', () => {
    const [critic, policy] = [23 * 256 + 256 * 256 + 256, 17 * 256 + 256 * 256 + 256 * 12];
    const [criticInner, policyInner] = [256 * 256 + 256, 256 * 256 + 256 * 12];
    const targets = 2 * (policy + 20 * critic);
    const fits = 2 * critic + criticInner + 2 * policy + policyInner;
    expect((2 * 256 * (targets + fits)) / 1e6).toBeCloseTo(MPO_UPDATE_FLOPS / 1e6, -1);
  });
});

describe('selectBenchmarks', () => {
  it('takes a name or the beginning of names', () => {
    expect(selectBenchmarks('act-single').map(({ name }) => name)).toEqual(['act-single']);
    expect(selectBenchmarks('env-step/').length).toBe(benchmarks.length - 6);
    expect(selectBenchmarks(undefined)).toBe(benchmarks);
  });
});

describe('runBenchmarks', () => {
  it('measures the real programs', async () => {
    const names = ['sac-update-halfcheetah', 'act-single', 'env-step/CartPole-v1', 'env-step/Pendulum-v1'];
    const selected = [...names.flatMap(selectBenchmarks), checkpointCost('small', 2000)];
    const { sgemmGflops, benchmarks: measured } = await runBenchmarks(selected, { rounds: 1, milliseconds: 1 });
    expect(sgemmGflops).toBeGreaterThan(0);
    expect(measured.map(({ name, unit }) => [name, unit])).toEqual([
      ['sac-update-halfcheetah', 'updates/s'],
      ['act-single', 'µs'],
      ['env-step/CartPole-v1', 'steps/s'],
      ['env-step/Pendulum-v1', 'steps/s'],
      ['checkpoint/small', 'ms'],
    ]);
    for (const { value } of measured) expect(value).toBeGreaterThan(0);
    const [{ value, shareOfSgemm }] = measured;
    expect(shareOfSgemm).toBeCloseTo((SAC_UPDATE_FLOPS * value) / (1e9 * sgemmGflops), 9);
    expect(measured[1].shareOfSgemm).toBeUndefined();
  });
});
