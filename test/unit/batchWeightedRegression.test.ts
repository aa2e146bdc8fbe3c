import { cartPole, pendulum } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type SlotMap } from '@vem/framework';
import { batchWeights } from '@vem/posteriors';
import { awr } from '@vem/presets';
import { learnedGaussian, weightedMle } from '@vem/priors';
import { everyBatch, offPolicy, recentRollouts } from '@vem/training';
import { stateValue } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { countedSteps } from '../support/countedSteps.js';
import { smallPresets } from '../support/smallPresets.js';

const [LENGTH, STD] = [16, 0.4];
const small: SlotMap = { ...smallPresets['awr, box'], normaliser: undefined };

const open = async (slots: SlotMap): Promise<Pipeline> => composeUnchecked(slots, { seed: 1 }).open();

function collect(pipeline: Pipeline, rollouts: number): Pipeline {
  while (pipeline.progress.rollouts < rollouts) iterate(pipeline);
  return pipeline;
}

describe('an iteration of advantage-weighted regression', () => {
  it('makes the 200 steps of the critic and 1000 of the actor that are published, with momentum', async () => {
    const counts: Record<string, number> = {};
    const { optimiser, schedule, data } = awr();
    expect((optimiser as { config: unknown }).config).toMatchObject({ momentum: 0.9 });
    expect((data as { config: unknown }).config).toMatchObject({ length: 2048, capacity: 50_000, batchSize: 256 });
    collect(await open({ ...small, schedule, optimiser: countedSteps(counts) }), 2);
    expect(counts).toEqual({ valueEstimator: 400, prior: 2000 });
  });

  it('learns the policy from values of now on all rows that are kept, not from those of when they were collected', async () => {
    const steps = (lookBack: boolean) =>
      everyBatch({
        steps: [
          { phases: ['value'], repeat: 20, rows: 'fresh' },
          { phases: ['eStep', 'mStep'], rows: 'fresh', lookBack },
        ],
      });
    /** How far the values of all kept rows are from those by the critic as it is, at most. */
    const age = async (lookBack: boolean) => {
      const pipeline = collect(await open({ ...small, schedule: steps(lookBack) }), 4);
      const kept = () => {
        const found: number[] = [];
        const { columns } = pipeline.update.entries[0].rows;
        for (let i = 0; i < 40; i++) {
          pipeline.update.entries[0].rows.fill();
          for (const [b, v] of columns.value.entries()) found[pipeline.data.batchSize * i + b] = v;
        }
        return found.sort((a, b) => a - b);
      };
      const before = new Set(kept());
      pipeline.annotate!.again(pipeline.progress);
      return kept().filter((v) => !before.has(v)).length;
    };
    // 320 draws of the 64 rows that are kept.
    expect(await age(true)).toBeLessThan(20);
    expect(await age(false)).toBeGreaterThan(250);
  });

  it('goes on with older rows than a roll-out, and forgets the oldest', async () => {
    const pipeline = collect(
      await open({ ...small, data: recentRollouts({ length: LENGTH, capacity: 50, batchSize: 8 }) }),
      5,
    );
    const [newest] = [pipeline.data.rollouts!.rows()];
    const seen = new Set<number>();
    const { columns } = pipeline.batch;
    for (let i = 0; i < 60; i++) {
      pipeline.batch.fill();
      for (const x of columns.reward) seen.add(x);
    }
    expect(seen.size).toBe(3 * LENGTH);
    expect([...newest.reward].every((x) => seen.has(x))).toBe(true);
  });
});

/** The M-step's loss on 8 rows with known advantages, actions and means, and what it should be. */
async function weighted(change: SlotMap, of: (advantage: number) => number, normalised: boolean) {
  const pipeline = collect(await open({ ...small, mStep: weightedMle({ decoupled: false }), ...change }), 1);
  const { rows, steps } = pipeline.update.entries[1];
  const { advantage, preSquash, action } = rows.columns;
  for (let b = 0; b < 8; b++) {
    advantage[b] = b - 3.5;
    preSquash[b] = action[b] = 0.1 * b;
  }
  const [step] = pipeline.steps.filter((candidate) => steps.includes(candidate));
  // The last layer is 0 there: means are its bias.
  for (const { name, data } of pipeline.parameters.views('prior'))
    if (name.endsWith('layer1/kernel')) data.fill(0);
    else if (name.endsWith('layer1/bias')) data.fill(0.3);
  step.executable.run();
  const weights = [...advantage].map(of);
  const total = normalised ? weights.reduce((sum, w) => sum + w, 0) : 8;
  const logs = [...preSquash].map((a) => -0.5 * ((a - 0.3) / STD) ** 2 - Math.log(STD) - 0.5 * Math.log(2 * Math.PI));
  return {
    loss: step.executable.outputs['loss/prior'].data[0],
    expected: -weights.reduce((sum, w, b) => sum + w * logs[b], 0) / total,
  };
}

describe('the regression of the policy', () => {
  it('weighs by exp(A/β), clipped at 20 and not normalised: the mean over rows, not over weights', async () => {
    const { loss, expected } = await weighted({}, (a) => Math.min(Math.exp(a), 20), false);
    expect(loss).toBeCloseTo(expected, 5);
    const unclipped = await weighted({}, Math.exp, false);
    expect(Math.abs(unclipped.loss - unclipped.expected)).toBeGreaterThan(0.1);
  });

  it('without a clip and normalised, is weighted maximum likelihood, as V-MPO does it with all rows', async () => {
    const { loss, expected } = await weighted({ posterior: batchWeights({ topFraction: 1 }) }, Math.exp, true);
    expect(loss).toBeCloseTo(expected, 5);
  });

  it('keeps means within the bounds of actions, and nothing else', async () => {
    const at = async (mean: number) => {
      const pipeline = collect(await open(small), 1);
      const { steps } = pipeline.update.entries[1];
      const [step] = pipeline.steps.filter((candidate) => steps.includes(candidate));
      for (const { name, data } of pipeline.parameters.views('prior'))
        if (name.endsWith('layer1/kernel')) data.fill(0);
        else if (name.endsWith('layer1/bias')) data.fill(mean);
      step.executable.run();
      return step.executable.outputs['metric/mStep/beyondBounds'].data[0];
    };
    expect(await at(0.99)).toBe(0);
    expect(await at(-1.5)).toBeCloseTo(0.125, 6);
    expect(await at(3)).toBeCloseTo(2, 5);
  });
});

describe('what does not fit together', () => {
  it('is refused: rows that were drawn before the look back, a look back of returns that do not', () => {
    expect(() => everyBatch({ steps: [{ phases: ['value'], lookBack: true }] })).toThrow(/rows: "fresh"/);
    const steps = [{ phases: ['value'], rows: 'fresh', lookBack: true }, ['eStep', 'temperature']] as never;
    expect(() =>
      composeUnchecked({ ...smallPresets['sac, box'], schedule: offPolicy({ steps }) }, { seed: 1 }),
    ).toThrow(expect.objectContaining({ code: 'VEM_ROLLOUTS_MISSING' }));
  });

  it('is refused: bounds of means that are no actions, or of logits', () => {
    const bounded = weightedMle({ decoupled: false, boundWeight: 10 });
    const refused = expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING' });
    expect(() => composeUnchecked({ ...awr(), environment: cartPole(), mStep: bounded }, { seed: 1 })).toThrow(refused);
    const squashed = { ...awr(), environment: pendulum(), prior: learnedGaussian({ squash: 'tanh' }) };
    expect(() => composeUnchecked(squashed, { seed: 1 })).toThrow(refused);
  });

  it('composes on boxes with a Gaussian whose deviation stays', async () => {
    const prior = learnedGaussian({ hidden: [8], squash: 'identity', deviation: 'fixed', initialStd: STD });
    const pipeline = collect(
      await open({
        ...awr(),
        environment: pendulum(),
        prior,
        valueEstimator: stateValue({ hidden: [8] }),
        data: small.data,
        schedule: small.schedule,
      }),
      2,
    );
    expect(pipeline.parameters.views('prior').some(({ name }) => /std/i.test(name))).toBe(false);
  });
});
