import { chain, discreteBandit, riskyBet } from '@vem/envs';
import { fixedTemperature } from '@vem/posteriors';
import { softPolicyIteration, softValueIteration } from '@vem/presets';
import { fixedCategorical, uniform } from '@vem/priors';
import { beforeActing } from '@vem/training';
import { inferredDynamics, oneStep } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/exactInference.json' with { type: 'json' };
import { solved } from '../../support/exactRun.js';
import { stopOrGo } from '../../support/stopOrGo.js';

const DIGITS = 8;

function expectClose(received: readonly number[], expected: readonly number[]): void {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(received[i]).toBeCloseTo(value, DIGITS);
}

const priorOf = (probabilities: readonly number[]) =>
  new Set(probabilities).size === 1
    ? uniform({ reference: 'normalised' })
    : fixedCategorical({ probabilities: [...probabilities] });

describe('exact values by the presets', () => {
  const { bandit, chain: walk, riskyBet: bet, stopOrGo: loop } = golden;

  it.each(bandit.uniform)('of a bandit at α $alpha, under both reference measures', async (problem) => {
    for (const [reference, value] of [
      ['counting', problem.valueCounting],
      ['normalised', problem.valueNormalised],
    ] as const) {
      const slots = {
        ...softValueIteration(),
        environment: discreteBandit({ payoffs: bandit.payoffs }),
        prior: uniform({ reference }),
        temperature: fixedTemperature({ alpha: problem.alpha }),
      };
      const { value: found, posterior, metrics } = await solved(slots);
      expect(found[0]).toBeCloseTo(value, 12);
      expectClose(posterior.slice(0, 3), problem.posterior);
      expect(metrics['posterior/entropy']).toBeCloseTo(problem.entropy, 12);
    }
  });

  it('of a bandit with an informed prior', async () => {
    const { alpha, prior, value, posterior, kl } = bandit.informed;
    const found = await solved({
      ...softValueIteration(),
      environment: discreteBandit({ payoffs: bandit.payoffs }),
      prior: fixedCategorical({ probabilities: prior }),
      temperature: fixedTemperature({ alpha }),
    });
    expect(found.value[0]).toBeCloseTo(value, 12);
    expectClose(found.posterior.slice(0, 3), posterior);
    expect(found.metrics['posterior/kl']).toBeCloseTo(kl, 12);
  });

  it.each(walk.problems)(
    'of the chain at α $alpha, prior $prior, by value and by policy iteration',
    async (problem) => {
      for (const preset of [softValueIteration, softPolicyIteration]) {
        const found = await solved({
          ...preset(),
          environment: chain(),
          prior: priorOf(problem.prior),
          temperature: fixedTemperature({ alpha: problem.alpha }),
          returns: oneStep({ discount: walk.discount }),
        });
        expectClose(found.value, problem.value);
        expectClose(found.q, problem.q.flat());
        expectClose(found.posterior, problem.posterior.flat());
      }
    },
  );

  it('of the uniform policy under a uniform prior, its plain value', async () => {
    const { value } = await solved({
      ...softPolicyIteration(),
      environment: chain(),
      returns: oneStep({ discount: walk.discount }),
      schedule: beforeActing({ updates: 1, steps: [['value'], ['eStep']] }),
    });
    expectClose(value, walk.valueOfUniform);
  });

  it.each([
    ['fixed', oneStep({ discount: 1 }), bet.fixed],
    ['inferred', inferredDynamics({ discount: 1 }), bet.inferred],
  ] as const)('of the risky bet, dynamics %s', async (_dynamics, returns, expected) => {
    const found = await solved({
      ...softValueIteration(),
      environment: riskyBet(),
      temperature: fixedTemperature({ alpha: bet.alpha }),
      returns,
    });
    expectClose(found.q.slice(0, 2), expected.q);
    expect(found.value[0]).toBeCloseTo(expected.value, 12);
    expectClose(found.posterior.slice(0, 2), expected.posterior);
  });

  it.each(['absorbing', 'factor'] as const)('under a discount as %s, where episodes may end', async (discountAs) => {
    const found = await solved({
      ...softValueIteration(),
      environment: stopOrGo({ reward: loop.reward }),
      temperature: fixedTemperature({ alpha: 1 }),
      returns: oneStep({ discount: loop.discount, discountAs }),
    });
    expect(found.value[0]).toBeCloseTo(loop[discountAs].value, DIGITS);
    expect(found.posterior[1]).toBeCloseTo(loop[discountAs].go, DIGITS);
  });
});
