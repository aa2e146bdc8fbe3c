import { cartPole } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { fixedTemperature, steinSampler, targetEntropy } from '@vem/posteriors';
import { sql } from '@vem/presets';
import { gaussian } from '@vem/priors';
import { expectation, sampledLogSumExp, singleQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { smallSql } from '../support/smallSql.js';

const compose = (slots: SlotMap) => composeUnchecked({ ...smallSql(), ...slots }, { seed: 1 });

/** The refusal's code and the capability that was missing. */
function refusal(slots: SlotMap): unknown {
  try {
    compose(slots).dispose();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a single Q', () => {
  /** The parameters' copies after a number of updates. */
  const copies = async (target: Parameters<typeof singleQ>[0], updates: number) => {
    const run = compose({ valueEstimator: singleQ({ hidden: [8], ...target }) });
    for await (const _report of run.train({ envSteps: 49 + updates }));
    const { parameters, progress } = await run.open();
    const flat = (copy: 'online' | 'target') =>
      parameters.views('valueEstimator', copy).flatMap(({ data }) => [...data]);
    const values = { online: flat('online'), target: flat('target'), updates: progress.updates };
    run.dispose();
    return values;
  };

  it('copies itself wholly every so many updates', async () => {
    const rule = { target: { kind: 'copyEvery', updates: 5 } } as const;
    const [before, at, after] = await Promise.all([4, 5, 6].map((updates) => copies(rule, updates)));
    expect([before.updates, at.updates, after.updates]).toEqual([4, 5, 6]);
    expect(before.target).not.toEqual(before.online);
    expect(at.target).toEqual(at.online);
    expect(after.target).toEqual(at.target);
    expect(after.online).not.toEqual(at.online);
  });

  it('or lets the copy move a little after each', async () => {
    const [start, first] = await Promise.all([0, 1].map((n) => copies({ target: { kind: 'polyak', tau: 0.1 } }, n)));
    expect(start.target).toEqual(start.online);
    for (const [i, value] of first.target.entries())
      expect(value).toBeCloseTo(0.9 * start.online[i] + 0.1 * first.online[i], 6);
    expect(first.online).not.toEqual(start.online);
  });
});

describe('the sampling network', () => {
  it.each([
    [{ particles: 16, updateRatio: 0.5 }, [8, 8]],
    [{ particles: 10, updateRatio: 0.25 }, [8, 2]],
    [{ particles: 3, updateRatio: 0.9 }, [2, 1]],
    [{ particles: 9, updateRatio: 0.01 }, [8, 1]],
    [{ particles: 5, updateRatio: 'all' }, [5]],
  ] as const)('draws as many particles as its options say: %j', async (options, expected) => {
    const run = compose({ posterior: steinSampler({ hidden: [8], ...options }) });
    const { steps } = await run.open();
    const shapes = steps.flatMap(({ executable }) =>
      Object.entries(executable.inputs).flatMap(([name, { spec }]) =>
        name.startsWith('noise/posterior/') ? [spec.shape[0] / 32] : [],
      ),
    );
    expect(shapes).toEqual(expected);
    run.dispose();
  });

  it('needs a prior that knows its density on actions for the score in action space', () => {
    const prior = gaussian();
    expect(refusal({ prior, bootstrap: sampledLogSumExp({ proposal: 'prior' }) })).toBeUndefined();
    expect(
      refusal({
        prior,
        bootstrap: sampledLogSumExp({ proposal: 'prior' }),
        posterior: steinSampler({ legacyActionSpaceScore: true }),
      }),
    ).toMatchObject({ code: 'VEM_CAPABILITY_MISSING', slot: 'posterior', path: 'prior.space:box' });
  });

  it('has no density for temperatures and targets that need one', () => {
    expect(refusal({ temperature: targetEntropy() })).toMatchObject({
      code: 'VEM_CAPABILITY_MISSING',
      path: 'posterior.logProb',
    });
    expect(refusal({ bootstrap: expectation() })).toMatchObject({
      code: 'VEM_CAPABILITY_MISSING',
      path: 'posterior.logProb',
    });
  });

  it('is for boxes', () => {
    expect(refusal({ environment: cartPole() })).toMatchObject({
      code: 'VEM_CAPABILITY_MISSING',
      path: 'environment.box',
    });
  });
});

describe('the sampled soft value', () => {
  it('needs a prior with a density on actions, or one that proposes', () => {
    expect(refusal({ prior: gaussian() })).toMatchObject({
      code: 'VEM_CAPABILITY_MISSING',
      slot: 'bootstrap',
      path: 'prior.space:box',
    });
  });
});

describe('soft Q-learning', () => {
  it('reports evaluations as the best of some samples, and learns on finite actions without a sampler', async () => {
    const run = compose({ temperature: fixedTemperature({ alpha: 0.5 }) });
    for await (const { metrics } of run.train({ envSteps: 60 }))
      expect(Object.keys(metrics)).toContain('posterior/entropyEstimate');
    expect((await run.evaluate({ episodes: 1 })).behaviour).toBe('bestOfQ');
    run.dispose();

    const finite = composeUnchecked({ ...sql(), environment: cartPole() }, { seed: 1 });
    expect((await finite.evaluate({ episodes: 1 })).behaviour).toBe('mode');
    finite.dispose();
  });
});
