import { pendulum, quadraticBandit } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type SlotMap } from '@vem/framework';
import { recordedPlans } from '@vem/posteriors';
import { particlePlanner, replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/planning.json' with { type: 'json' };
import { normalGrid } from '../support/normalQuantiles.js';
import { smallSpo } from '../support/smallModels.js';

const { eta, mean, variance, bound } = golden.oneStepPlan;
const PARTICLES = 144;

/** The whole update on given plans: value, E-step, M-step and temperature in one step. */
async function opened(slots: SlotMap): Promise<Pipeline> {
  return composeUnchecked({ ...smallSpo, ...slots } as SlotMap, { seed: 1 }).open();
}

const metric = (pipeline: Pipeline, name: string) => {
  const step = pipeline.steps.find(({ executable }) => `metric/${name}` in executable.outputs)!;
  return step.executable.outputs[`metric/${name}`].data[0];
};

describe('plans of one step', () => {
  it('are MPO’s E-step: the dual of the bound has its multiplier, and the weights its posterior', async () => {
    const pipeline = await opened({
      environment: quadraticBandit(),
      behaviour: particlePlanner({ particles: PARTICLES, horizon: 1, proposal: 'prior' }),
      data: replay({ batchSize: 1, capacity: 1 }),
    });
    const { columns } = pipeline.batch;
    const action = normalGrid(12, 12, 1);
    const advantage = action.map((a) => -2 * (a - 1) ** 2);
    columns.planAction.set(action);
    columns.planAdvantage.set(advantage);
    columns.planWeight.fill(1 / PARTICLES);
    columns.planStep.fill(0);
    const step = pipeline.steps.find(({ executable }) => 'metric/temperature/alpha' in executable.outputs)!;
    for (let i = 0; i < 600; i++) {
      step.executable.run();
      pipeline.parameters.step(['temperature'], pipeline.progress);
    }
    const found = metric(pipeline, 'temperature/alpha');
    // The grid of 144 quantiles has a little less variance than the normal distribution.
    expect(Math.abs(found / eta - 1)).toBeLessThan(0.05);
    const weights = advantage.map((a) => Math.exp(a / found));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const expected = (f: (a: number) => number) => weights.reduce((sum, w, i) => sum + w * f(action[i]), 0) / total;
    const center = expected((a) => a);
    expect(center).toBeCloseTo(mean, 1);
    expect(expected((a) => (a - center) ** 2)).toBeCloseTo(variance, 1);
    expect(bound).toBe(0.1);
  });
});

describe('plans in the replay', () => {
  const learn = async (slots: SlotMap, envSteps: number) => {
    const pipeline = await opened(slots);
    while (pipeline.progress.envSteps < envSteps || pipeline.owed > 0) iterate(pipeline);
    return pipeline;
  };

  it('count from the first one on; uniform actions of the warm-up have none', async () => {
    const pipeline = await learn({}, 40);
    const { planWeight } = pipeline.batch.columns;
    const rows = Array.from({ length: 16 }, (_, row) =>
      planWeight.subarray(4 * row, 4 * row + 4).reduce((a, b) => a + b),
    );
    for (const total of rows) expect(Math.min(Math.abs(total), Math.abs(total - 1))).toBeLessThan(1e-5);
    const planned = rows.filter((total) => total > 0.5).length / 16;
    expect(planned).toBeGreaterThan(0);
    expect(metric(pipeline, 'posterior/share')).toBeCloseTo(planned, 6);
  });

  it('do not count once they are too old', async () => {
    const young = await learn({ posterior: recordedPlans({ maxAge: 1000 }) }, 60);
    const old = await learn({ posterior: recordedPlans({ maxAge: 5 }) }, 60);
    expect(metric(old, 'posterior/share')).toBeLessThan(metric(young, 'posterior/share'));
  });

  it('are bounded in bytes, and kept only where they are learned from', async () => {
    const wide = particlePlanner({ particles: 4096, proposal: 'prior' });
    await expect(opened({ behaviour: wide })).rejects.toThrow(expect.objectContaining({ code: 'VEM_PLAN_SIZE' }));
    expect(Object.keys((await opened({})).batch.columns)).toContain('planAction');
  });

  it('need a planner', async () => {
    const { samplePrior } = await import('@vem/training');
    await expect(opened({ environment: pendulum(), behaviour: samplePrior() })).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path: 'behaviour.plans' }),
    );
  });
});
