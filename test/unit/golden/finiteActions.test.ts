import { chain, chainModel, discreteBandit } from '@vem/envs';
import type { BoundSlot, SlotMap } from '@vem/framework';
import { exactCategorical, fixedTemperature, targetEntropy } from '@vem/posteriors';
import { fixedCategorical, uniform } from '@vem/priors';
import { offPolicy } from '@vem/training';
import { exactSum, logSumExp, oneStep } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/finiteActions.json' with { type: 'json' };
import { everyTransition, transitionsOf } from '../../support/everyTransition.js';
import { expectClose } from '../../support/relative.js';
import { TabularRun } from '../../support/tabularRun.js';

const expectAllClose = (received: Iterable<number>, expected: readonly number[]) => {
  const values = [...received];
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of values.entries()) expectClose(value, expected[i]);
};

describe('the exact posterior of a bandit', () => {
  const { payoffs, uniform: problems, informed, temperature } = golden.bandit;
  const everyAction = payoffs.map((reward, action) => ({
    observation: [1],
    action,
    reward,
    nextObservation: [1],
    terminated: true,
  }));

  const settle = async (slots: SlotMap & Required<Pick<SlotMap, 'temperature'>>, updates = 2) => {
    const run = await TabularRun.open({
      environment: discreteBandit({ payoffs }),
      data: everyTransition(everyAction),
      ...slots,
    });
    run.update(updates);
    return run;
  };

  for (const { alpha, posterior, entropy, valueCounting, valueNormalised } of problems) {
    for (const reference of ['counting', 'normalised'] as const) {
      it(`has probabilities, entropy and value (${reference} uniform prior, α = ${alpha})`, async () => {
        const run = await settle({ prior: uniform({ reference }), temperature: fixedTemperature({ alpha }) });
        expectAllClose(run.act()[0].probability, posterior);
        expectClose(run.metric('posterior/entropy'), entropy);
        expectClose(run.metric('posterior/kl'), (reference === 'counting' ? 0 : Math.log(3)) - entropy);
        expectClose(run.metric('posterior/objective'), reference === 'counting' ? valueCounting : valueNormalised);
      });
    }
  }

  it('has probabilities, divergence and value under an informed prior', async () => {
    const { alpha, prior, posterior, kl, meanPayoff, value } = informed;
    const run = await settle({
      prior: fixedCategorical({ probabilities: prior }),
      temperature: fixedTemperature({ alpha }),
    });
    expectAllClose(run.act()[0].probability, posterior);
    expectClose(run.metric('posterior/kl'), kl);
    expectClose(run.metric('posterior/q'), meanPayoff);
    expectClose(run.metric('posterior/objective'), value);
  });

  it.each(['alpha', 'logAlpha'] as const)(
    'meets an entropy at the temperature of its closed form (by %s)',
    async (gradient) => {
      const { entropy, alpha } = temperature;
      const run = await settle(
        {
          temperature: targetEntropy({ target: entropy, gradient, learningRate: 0.5 }),
          schedule: offPolicy({ steps: [['value'], ['eStep', 'temperature']] }),
        },
        200,
      );
      expectClose(run.metric('posterior/entropy'), entropy);
      expectClose(run.metric('temperature/alpha'), alpha);
    },
  );
});

describe('soft value iteration on the chain, one sweep per update', () => {
  const { discount, problems, uniformPolicy } = golden.chain;
  const model = chainModel();
  /** γ^250 is 4e-12: nothing of the start is left. */
  const SWEEPS = 250;

  const solve = async (slots: SlotMap & Required<Pick<SlotMap, 'temperature'>>) => {
    const run = await TabularRun.open(
      { environment: chain({ start: 'uniform' }), data: everyTransition(transitionsOf(model, 5)), ...slots },
      24,
    );
    run.update(SWEEPS);
    return run;
  };

  const bootstraps: Readonly<Record<string, BoundSlot<'bootstrap'>>> = {
    'log-sum-exp': logSumExp(),
    'exact-sum over the exact posterior': exactSum(),
  };

  for (const [name, bootstrap] of Object.entries(bootstraps)) {
    for (const { alpha, prior, value, q, posterior } of problems) {
      it(`${name} finds values and policy (α = ${alpha}, prior ${prior})`, async () => {
        const run = await solve({
          bootstrap,
          prior: fixedCategorical({ probabilities: prior }),
          posterior: exactCategorical(),
          temperature: fixedTemperature({ alpha }),
        });
        const learned = run.parameter('valueEstimator/q');
        expectAllClose(learned.subarray(0, 6), q.flat());
        expectClose(run.metric('posterior/objective'), mean(value));
        const acted = run.act();
        for (const [state, probability] of posterior.entries()) {
          const there = acted.filter((row) => row.observation[state] === 1);
          expect(there.length).toBeGreaterThan(0);
          for (const row of there) expectAllClose(row.probability, probability);
        }
      });
    }
  }

  it.each(['none', 'fullKl'] as const)(
    'values the prior as a policy, which pays no divergence (%s)',
    async (regularised) => {
      const run = await solve({
        bootstrap: exactSum({ who: 'prior', regularised }),
        returns: oneStep({ discount }),
        temperature: fixedTemperature({ alpha: 1 }),
      });
      const q = run.parameter('valueEstimator/q');
      expectAllClose(
        [0, 1, 2].map((s) => (q[2 * s] + q[2 * s + 1]) / 2),
        uniformPolicy.value,
      );
    },
  );

  it('pays the counting prior its entropy at every step', async () => {
    const run = await solve({
      bootstrap: exactSum({ who: 'prior' }),
      returns: oneStep({ discount }),
      prior: uniform({ reference: 'counting' }),
      temperature: fixedTemperature({ alpha: 1 }),
    });
    const q = run.parameter('valueEstimator/q');
    // The next step and all that follow pay α log 2, discounted.
    const bonus = (Math.LN2 * discount) / (1 - discount);
    expectAllClose(
      [0, 1, 2].map((s) => (q[2 * s] + q[2 * s + 1]) / 2),
      uniformPolicy.value.map((value) => value + bonus),
    );
  });
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
