import { pointMass, taskBandit } from '@vem/envs';
import { composeUnchecked } from '@vem/framework';
import { categorical, exactSumGradient, fixedTemperature, tanhGaussian } from '@vem/posteriors';
import { iadp } from '@vem/presets';
import { distil, learnedCategorical, learnedGaussian, uniform } from '@vem/priors';
import { adam, offPolicy, replay } from '@vem/training';
import { expectation, table, twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/tasks.json' with { type: 'json' };
import { everyTaskAndAction } from '../support/everyTransition.js';
import { TabularRun } from '../support/tabularRun.js';

const { payoffs, problems } = golden.information;

/** The preset's networks on two bandits, without hidden layers. @param view - what the prior sees */
const bandit = (alpha: number, view: 'withoutGoal' | undefined) =>
  TabularRun.open({
    ...iadp(),
    environment: taskBandit({ payoffs: payoffs.map((row) => [...row]) }),
    data: everyTaskAndAction(payoffs),
    prior: learnedCategorical({ view, hidden: [], target: { kind: 'copyEvery', updates: 1 } }),
    posterior: categorical({ hidden: [] }),
    gradientEstimator: exactSumGradient(),
    valueEstimator: table({ rows: 'parts' }),
    mStep: distil(),
    temperature: fixedTemperature({ alpha }),
    optimiser: adam({ learningRate: 0.05 }),
    schedule: offPolicy({ steps: [['value'], ['eStep', 'mStep']] }),
  });

describe('a default policy that does not see the goal', () => {
  it.each(problems.filter(({ alpha }) => alpha > 0.1))(
    'makes divergence and objective what Blahut and Arimoto’s iteration makes of them, α $alpha',
    async ({ alpha, meanKl, objective }) => {
      const run = await bandit(alpha, 'withoutGoal');
      run.update(600);
      expect(Math.abs(run.metric('posterior/kl') - meanKl)).toBeLessThan(3e-3);
      expect(Math.abs(run.metric('posterior/objective') - objective)).toBeLessThan(3e-3);
      expect(Math.abs(run.metric('mStep/kl') - meanKl)).toBeLessThan(3e-3);
    },
  );

  it('is the posterior, at no divergence, where it sees everything', async () => {
    const run = await bandit(0.25, undefined);
    run.update(600);
    expect(run.metric('mStep/kl')).toBeLessThan(1e-3);
    // Nothing holds the posterior back: it takes the best action of each bandit, which pay .9 on average.
    expect(run.metric('posterior/objective')).toBeGreaterThan(0.89);
  });
});

describe('divergences in closed form', () => {
  const small = {
    ...iadp(),
    environment: pointMass(),
    prior: learnedGaussian({ view: 'withoutGoal', hidden: [8] }),
    posterior: tanhGaussian({ hidden: [8] }),
    valueEstimator: twinQ({ hidden: [8] }),
    data: replay({ batchSize: 32, capacity: 100 }),
  };

  it('refuse a prior of another kind', async () => {
    // Nothing is distilled, and no gradient is asked before value targets are.
    const run = composeUnchecked({ ...small, prior: uniform(), mStep: undefined }, { seed: 1 });
    await expect(run.open()).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_DIVERGENCE_UNKNOWN', slot: 'bootstrap', path: 'regularised' }),
    );
  });

  it('are those of samples, on average', async () => {
    const values = await Promise.all(
      (['closedForm', 'sampledKl'] as const).map(async (regularised) => {
        const run = composeUnchecked(
          {
            ...small,
            bootstrap: expectation({ regularised, samples: 500 }),
            temperature: fixedTemperature({ alpha: 50 }),
          },
          { seed: 1 },
        );
        const pipeline = await run.open();
        for (let t = 0; t < 40; t++) pipeline.slots.data.append(pipeline.actor.act(pipeline.progress));
        pipeline.batch.fill();
        pipeline.update.run(pipeline.progress);
        const [target] = pipeline.steps[0].executable.outputs['metric/valueEstimator/target'].data;
        run.dispose();
        return target;
      }),
    );
    expect(Math.abs(values[0] - values[1])).toBeLessThan(0.05 * Math.abs(values[0]));
  });
});
