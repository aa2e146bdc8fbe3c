import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cartPole } from '@vem/envs';
import {
  composeUnchecked,
  describeSlots,
  listCheckpoints,
  type Run,
  resolveSlots,
  resumeRun,
  type SlotMap,
} from '@vem/framework';
import { advantageScore, clippedRatio } from '@vem/posteriors';
import { trpo } from '@vem/presets';
import { averageKl } from '@vem/priors';
import { constrainedStep, naturalGradient, rollouts, sgd } from '@vem/training';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenOptimiser } from '../support/brokenOptimiser.js';
import { smallTrpo } from '../support/smallTrpo.js';

const kinds = smallTrpo;
const ROLLOUT = 64;
const long = { data: rollouts({ length: ROLLOUT, epochs: 1, batchSize: 'all' }) };

/** Reports after each of so many roll-outs. */
async function reports(run: Run, count: number, length = ROLLOUT) {
  const all: Readonly<Record<string, number>>[] = [];
  for await (const { metrics } of run.train({ envSteps: count * length, reportEvery: length })) all.push(metrics);
  return all;
}

describe.each(['box', 'discrete'] as const)('TRPO, actions %s', (kind) => {
  it('moves by half to one and a half times the bound, and gains', async () => {
    // The networks of the preset: divergences of tiny ones are no quadratic functions that far. No damping in the length.
    const { posterior } = trpo();
    const optimiser = constrainedStep({ iterations: 15, damping: 1e-3, curvature: 'plain', slack: 1.5, shrink: 0.8 });
    const slots = { ...kinds[kind], ...long, posterior, trustRegion: averageKl(), optimiser } as SlotMap;
    const run = composeUnchecked(slots, { seed: 1, environments: 4 });
    const bound = 0.01;
    const seen = await reports(run, 5, 4 * ROLLOUT);
    for (const metrics of seen) {
      expect(metrics['optimiser/accepted']).toBe(1);
      expect(metrics['optimiser/divergence']).toBeLessThanOrEqual(1.5 * bound);
      expect(metrics['optimiser/divergence']).toBeGreaterThan((bound / 2) * 0.64 ** (metrics['optimiser/trials'] - 1));
      expect(metrics['optimiser/improvement']).toBeGreaterThan(0);
      // Before the step the policy is the one that acted.
      expect(metrics['posterior/ratio']).toBeCloseTo(1, 5);
    }
    const full = seen.filter((metrics) => metrics['optimiser/trials'] === 1);
    expect(full.length).toBeGreaterThanOrEqual(2);
    run.dispose();
  });

  it('learns the values by as many minibatches as its schedule says', async () => {
    const run = composeUnchecked(kinds[kind] as SlotMap, { seed: 1 });
    const pipeline = await run.open();
    await reports(run, 2, 16);
    const states = Object.fromEntries(
      pipeline.parameters.optimisers().map(({ group, optimiser }) => [group, optimiser.state()]),
    );
    expect(states.valueEstimator).toMatchObject({ steps: 8 });
    expect(states.posterior).toEqual({});
    run.dispose();
  });
});

describe('the neighbours of TRPO', () => {
  /** The posterior's gradient, and where it went from there, after the first roll-out. */
  async function firstStep(slots: Partial<SlotMap>) {
    const run = composeUnchecked({ ...kinds.discrete, ...long, ...slots } as SlotMap, { seed: 3 });
    const { parameters } = await run.open();
    const flat = (views: readonly { readonly data: Float32Array }[]) => views.flatMap(({ data }) => [...data]);
    const before = flat(parameters.views('posterior'));
    await reports(run, 1);
    const moved = flat(parameters.views('posterior')).map((x, i) => x - before[i]);
    const gradient = flat(parameters.gradientViews('posterior'));
    run.dispose();
    return { gradient, moved };
  }

  it('have its gradient: the first minibatch of PPO, and A2C with standardised advantages', async () => {
    const { gradient } = await firstStep({});
    const free = { trustRegion: undefined, optimiser: sgd() } as const;
    for (const gradientEstimator of [clippedRatio(), advantageScore({ normaliseAdvantages: true })]) {
      const other = await firstStep({ ...free, gradientEstimator });
      for (const [i, value] of other.gradient.entries()) expect(value).toBeCloseTo(gradient[i], 5);
    }
  });

  it('or its direction: the natural gradient', async () => {
    const { moved } = await firstStep({});
    const natural = await firstStep({ optimiser: naturalGradient({ iterations: 15 }) });
    const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    const cosine = dot(moved, natural.moved) / Math.sqrt(dot(moved, moved) * dot(natural.moved, natural.moved));
    expect(cosine).toBeCloseTo(1, 5);
  });
});

describe('published settings', () => {
  it.each(Object.entries(trpo.variants))(
    'of %s update the values 15 to 20 times per row, on rows that minibatches divide',
    (_name, variant) => {
      const { data, schedule, gradientEstimator } = describeSlots(
        resolveSlots({ ...variant(), environment: cartPole() }),
      );
      const rows = (data.length as number) * variant.info.run!.environments!;
      const [, value] = schedule.steps as readonly { readonly batchSize: number; readonly repeat: number }[];
      expect(rows % value.batchSize).toBe(0);
      const epochs = (value.repeat * value.batchSize) / rows;
      expect(epochs).toBeGreaterThanOrEqual(15);
      expect(epochs).toBeLessThanOrEqual(20);
      expect(gradientEstimator).toMatchObject({ normaliseAdvantages: true });
    },
  );
});

describe('TRPO that was killed within a step', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vem-trpo-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const search = constrainedStep({ iterations: 5, damping: 1e-6, trials: 10 });
  const slots: SlotMap = { ...kinds.discrete, optimiser: search };
  const training = { envSteps: 96, reportEvery: 16 };

  const finish = async (run: Run) => {
    const seen: unknown[] = [];
    for await (const report of run.train(training)) seen.push(report);
    const end = { hash: run.parameterHash(), last: seen.at(-1) };
    run.dispose();
    return end;
  };

  it.each([
    ['between two products of conjugate gradients', 'hessianVector', 17],
    ['inside of the line search', 'value', 5],
  ] as const)('%s goes on bit for bit', async (_where, query, calls) => {
    const whole = await finish(composeUnchecked(slots, { seed: 5 }));
    const dying = { ...slots, optimiser: brokenOptimiser(search, query, calls) };
    const run = composeUnchecked(dying, { seed: 5 });
    const checkpoints = { directory: folder, every: 16, keep: 100 };
    await expect(async () => {
      for await (const _report of run.train({ ...training, checkpoints }));
    }).rejects.toThrow('killed');
    // What broke off in its middle is in no state that could be stored.
    await expect(run.save(join(folder, 'late'))).rejects.toThrow(expect.objectContaining({ code: 'VEM_RUN_FAILED' }));
    run.dispose();
    const [newest] = listCheckpoints(folder);
    const resumed = await resumeRun(slots as never, newest.directory);
    expect(resumed.checkpoint.envSteps).toBeGreaterThanOrEqual(16);
    expect(resumed.checkpoint.envSteps).toBeLessThan(96);
    expect(await finish(resumed.run)).toEqual(whole);
  });
});
