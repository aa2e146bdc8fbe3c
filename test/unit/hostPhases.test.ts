import { chain, riskyBet } from '@vem/envs';
import { type BoundSlot, compose, composeUnchecked, constant, definePlugin, Tokens } from '@vem/framework';
import { targetEntropy } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { uniform } from '@vem/priors';
import { offPolicy, replay } from '@vem/training';
import { sweptTable } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import golden from '../fixtures/finiteActions.json' with { type: 'json' };
import { solvedChain } from '../support/solvedChain.js';

const { discount, problems } = golden.chain;
const uniformProblem = problems.find(({ prior }) => prior[0] === prior[1])!;

const solving = (alpha: number) => solvedChain({ discount, alpha });

describe('a phase that is solved on the host', () => {
  it('finds exact values on a known model, which programs then act by', async () => {
    const run = compose(solving(uniformProblem.alpha), { seed: 1, environments: 24 });
    const pipeline = await run.open();
    const metrics: Record<string, number> = {};
    for await (const report of run.train({ envSteps: 24 })) Object.assign(metrics, report.metrics);
    const q = pipeline.parameters.views('valueEstimator')[0].data.subarray(0, 6);
    for (const [i, value] of uniformProblem.q.flat().entries()) expect(q[i]).toBeCloseTo(value, 6);
    const mean = uniformProblem.value.reduce((sum, value) => sum + value, 0) / uniformProblem.value.length;
    expect(metrics['valueEstimator/value']).toBeCloseTo(mean, 9);

    const { columns } = pipeline.actor.act(pipeline.progress);
    for (let n = 0; n < 24; n++) {
      const state = columns.observation.subarray(3 * n, 3 * n + 3).indexOf(1);
      for (const action of [0, 1])
        expect(columns.probability[2 * n + action]).toBeCloseTo(uniformProblem.posterior[state][action], 5);
    }
    run.dispose();
  });

  it('runs in its place in every update, from where it left off', async () => {
    const run = compose(solving(1), { seed: 1 });
    const sweeps: number[] = [];
    for await (const { metrics } of run.train({ envSteps: 20, reportEvery: 1 }))
      sweeps.push(metrics['valueEstimator/sweeps']);
    expect(run.counters.updates).toBe(20);
    // In place, sweeps gain more than γ each; what has converged takes one to see.
    expect(sweeps[0]).toBeGreaterThan(20);
    expect(new Set(sweeps.slice(1))).toEqual(new Set([1]));
    run.dispose();
  });

  it('ends with the episode', async () => {
    const run = compose({ ...solving(1), environment: riskyBet() }, { seed: 1 });
    const metrics: Record<string, number> = {};
    for await (const report of run.train({ envSteps: 1 })) Object.assign(metrics, report.metrics);
    // Safe pays 0, the bet −.8 on average, and nothing follows: log ½ (1 + e^{−.8}).
    expect(metrics['valueEstimator/value']).toBeCloseTo(Math.log((1 + Math.exp(-0.8)) / 2), 12);
    run.dispose();
  });

  it('reads what programs published before it, and writes what they read after it', async () => {
    const run = compose(
      {
        ...sac(),
        environment: chain(),
        temperature: halving(),
        data: replay({ batchSize: 4, startAfter: 1 }),
        schedule: offPolicy({ steps: [['value'], ['eStep'], ['temperature']] }),
      },
      { seed: 1 },
    );
    const pipeline = await run.open();
    const alpha = () => pipeline.parameters.views('temperature')[0].data[0];
    const seen: number[] = [];
    for await (const { metrics } of run.train({ envSteps: 4, reportEvery: 1 })) seen.push(metrics['temperature/kl']);
    expect(alpha()).toBe(2 ** -4);
    // The divergence of an E-step from the counting measure is the negative entropy.
    for (const kl of seen) {
      expect(kl).toBeLessThan(0);
      expect(kl).toBeGreaterThanOrEqual(-Math.LN2);
    }
    run.dispose();
  });
});

describe('what cannot be solved is refused', () => {
  const refusal = (open: () => unknown) => {
    try {
      open();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was refused');
  };

  it('a phase on the host that shares an optimiser step', () => {
    const schedule = offPolicy({ steps: [['value', 'eStep']] });
    expect(refusal(() => compose({ ...solving(1), schedule }, { seed: 1 }))).toMatchObject({
      code: 'VEM_FEATURE_UNSUPPORTED',
      slot: 'valueEstimator',
      message: expect.stringContaining('a step of its own'),
    });
  });

  it('a phase on the host that is not in the schedule', () => {
    const schedule = offPolicy({ steps: [['eStep']] });
    expect(refusal(() => compose({ ...solving(1), schedule }, { seed: 1 }))).toMatchObject({
      code: 'VEM_PHASE_NOT_SCHEDULED',
      slot: 'valueEstimator',
    });
  });

  it('work on the host in a slot that has no phase', () => {
    const bound = uniform();
    const prior = { ...bound, create: (...injected: never[]) => ({ ...bound.create(...injected), solve: () => ({}) }) };
    expect(refusal(() => compose({ ...solving(1), prior }, { seed: 1 }))).toMatchObject({
      code: 'VEM_FEATURE_UNSUPPORTED',
      slot: 'prior',
    });
  });

  it('a slot without a side on the host, before the run where that is declared', () => {
    const slots = { ...solving(1), temperature: targetEntropy() };
    expect(refusal(() => composeUnchecked(slots, { seed: 1 }))).toMatchObject({
      code: 'VEM_CAPABILITY_MISSING',
      path: 'temperature.host',
    });
  });

  it('and in the run where it is not', async () => {
    const { requires: _needs, ...estimator } = sweptTable();
    const undeclared: BoundSlot<'valueEstimator'> = { ...estimator, requires: [] };
    const schedule = offPolicy({ steps: [['value'], ['eStep', 'temperature']] });
    const slots = { ...solving(1), temperature: targetEntropy(), valueEstimator: undeclared, schedule };
    const run = composeUnchecked(slots, { seed: 1 });
    await expect(run.train({ envSteps: 1 }).next()).rejects.toMatchObject({
      code: 'VEM_HOST_SIDE_MISSING',
      slot: 'temperature',
      received: 'bootstrap',
    });
    run.dispose();
  });
});

/** α halves in every update. */
const halving = definePlugin({
  slot: 'temperature',
  name: 'halving',
  description: 'A rule that is no gradient',
  config: z.strictObject({}),
  inject: [Tokens.parameters],
  create: (_options, parameters) => {
    parameters.group('temperature', { trained: false }).declare('alpha', [], constant(1));
    return {
      program: (step) => ({ alpha: () => step.parameters('temperature').alpha, loss: () => ({ losses: [] }) }),
      solve: (host) => {
        host.parameters('temperature').alpha[0] /= 2;
        return { metrics: { kl: host.result('eStep', 'kl')![0] } };
      },
    };
  },
});
